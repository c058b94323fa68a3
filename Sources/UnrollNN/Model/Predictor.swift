import Synchronization
public import UnrollTensor

/// Computes outputs with fixed weights; may be used from any number of threads at once.
///
/// The weights are copied when the predictor is made. Kept from call to call are scratch memory,
/// and for models on rows of a table the product of each row with the input kernel: words that
/// were seen before cost a look-up. The rows of a table must not change while they are used.
public final class Predictor: Sendable {
  /// How many lengths of sequences are kept ready.
  ///
  /// Every length has a plan and scratch memory of its own, and a program that serves strangers must
  /// not hold one of each that they think of.
  static let keptLayouts = 8

  private let architecture: Architecture
  private let network: Network
  private let weights: Tensor<Float>
  private let threads: Int
  private let kernels: Kernels
  private let plans = Mutex<[[InputLayout]: Plan]>([:])
  private let idle = Mutex<[[InputLayout]: [Workspace]]>([:])
  private let projectionBytes: Int
  private let projections = Mutex<ProjectionCaches?>(nil)

  /// What stateful layers keep from call to call.
  private let states: Mutex<Tensor<Float>>

  /// Copies the weights of a model.
  ///
  /// - Parameters:
  ///   - model: the model.
  ///   - threads: how many threads one call may use; nil for all cores.
  ///   - kernels: the instruction set.
  public convenience init(_ model: Model, threads: Int? = nil, kernels: Kernels = .active) {
    self.init(
      model, threads: threads, kernels: kernels, projectionBytes: ProjectionCache.largestBytes)
  }

  /// Copies the weights of a model whose stateful layers are to begin each batch anew.
  package convenience init(stateless model: Model, threads: Int? = nil) {
    self.init(
      model, threads: threads, projectionBytes: ProjectionCache.largestBytes, keepsStates: false)
  }

  /// Copies the weights, and decides how many bytes of products each input kernel may keep, and
  /// whether stateful layers begin each batch anew.
  package init(
    _ model: Model, threads: Int? = nil, kernels: Kernels = .active,
    projectionBytes: Int, keepsStates: Bool = true
  ) {
    self.projectionBytes = projectionBytes
    architecture = model.architecture
    network = keepsStates ? model.network : model.network.withoutStates()
    states = Mutex(
      Tensor(shape: [model.states.count]) { $0.assign(model.states.whole) })
    weights = Tensor(shape: [model.parameters.arena.count]) { block in
      block.assign(model.parameters.arena.whole)
    }
    self.threads = threads ?? Threads.available
    self.kernels = kernels
  }

  /// Computes the first output for inputs `[count, …]`: numbers, or integers for a model that
  /// starts with an embedding.
  ///
  /// - Throws: `UnrollError` if the inputs do not fit the model.
  public func predict(_ inputs: Tensor<Float>) throws -> Tensor<Float> {
    try predict(inputs: [inputs])[0]
  }

  /// Computes all outputs for an array of each input.
  ///
  /// - Throws: `UnrollError` if the inputs do not fit the model.
  public func predict(inputs: [Tensor<Float>]) throws -> [Tensor<Float>] {
    try predictAll(ArrayDataset(inputs: inputs, targets: [], for: architecture))
  }

  /// Computes the first output for all samples of a dataset, in order.
  ///
  /// - Parameters:
  ///   - dataset: the samples; targets are not looked at.
  ///   - batchSize: how many samples are held in memory at once.
  ///   - progress: called after each batch with the number of samples done.
  /// - Returns: the outputs `[count, …]`.
  /// - Throws: `UnrollError` if the samples do not fit the model.
  public func predict(
    _ dataset: some Dataset, batchSize: Int = 256, progress: ((Int) -> Void)? = nil
  ) throws -> Tensor<Float> {
    try predictAll(dataset, batchSize: batchSize, progress: progress)[0]
  }

  /// Computes all outputs for all samples of a dataset, in order.
  ///
  /// - Parameters:
  ///   - dataset: the samples; targets are not looked at.
  ///   - batchSize: how many samples are held in memory at once.
  ///   - progress: called after each batch with the number of samples done.
  /// - Returns: an array `[count, …]` for each output of the model.
  /// - Throws: `UnrollError` if the samples do not fit the model.
  public func predictAll(
    _ dataset: some Dataset, batchSize: Int = 256, progress: ((Int) -> Void)? = nil
  ) throws -> [Tensor<Float>] {
    let plan = try self.plan(for: dataset)
    let results = plan.outputs.map {
      Tensor<Float>(repeating: 0, shape: $0.shape.withFirst(dataset.count))
    }
    let size = max(1, network.batch ?? min(batchSize, dataset.count))
    let batch = Batch(dataset, capacity: size)
    let order = Array(0..<dataset.count)
    let projections = projections(for: dataset.inputs.first?.table)
    for start in stride(from: 0, to: dataset.count, by: size) {
      let rows = start..<min(start + size, dataset.count)
      try dataset.fill(batch, order[rows])
      try InputCheck(network).check(batch, rows: rows.count)
      run(batch, plan, projections, into: results.map { $0.ref.slices(rows) })
      progress?(rows.upperBound)
    }
    return results
  }

  /// The plan for a dataset, after its shapes were held against the model's.
  private func plan(for dataset: some Dataset) throws -> Plan {
    try InputCheck(network).check(dataset)
    try network.checkBatches(of: dataset.count)
    let key = dataset.layouts
    if let plan = plans.withLock({ $0[key] }) { return plan }
    let plan = try Plan(
      network, batch: ShardRunner.rowsPerShard, layouts: key, mode: .inference)
    plans.withLock { plans in
      if plans.count >= Self.keptLayouts { plans.removeAll() }
      plans[key] = plan
    }
    return plan
  }

  /// What is kept of the rows of a table; one table at a time.
  private func projections(for table: (any RowTable)?) -> ProjectionCaches {
    projections.withLock { kept in
      if let kept, kept.fit(table) { return kept }
      let new = ProjectionCaches(table: table, largestBytes: projectionBytes)
      kept = new
      return new
    }
  }

  private func run(
    _ batch: Batch, _ plan: Plan, _ projections: ProjectionCaches, into outputs: [TensorRef<Float>]
  ) {
    guard !plan.states.isEmpty else {
      return run(batch, plan, projections, states: .nothing, into: outputs)
    }
    // Calls on a stateful model follow each other, as its states do.
    states.withLock { run(batch, plan, projections, states: $0.ref, into: outputs) }
  }

  private func run(
    _ batch: Batch, _ plan: Plan, _ projections: ProjectionCaches, states: TensorRef<Float>,
    into outputs: [TensorRef<Float>]
  ) {
    let shards = ShardRows(rows: outputs[0].shape[0], plan: plan)
    let workers = max(1, min(threads, shards.count))
    let inputs = ShardInputs(batch, shards, random: RandomSource(seed: 0)).inputs
    let weights = Weights(
      parameters: weights.ref, gradients: nil, states: states, kernels: kernels,
      projections: projections)
    Threads.run(workers) { worker in
      let workspace = self.borrow(plan)
      for shard in stride(from: worker, to: shards.count, by: workers) {
        workspace.forward(inputs[shard], weights)
        for (index, output) in outputs.enumerated() {
          output.slices(shards.ranges[shard]).assign(workspace.output(index))
        }
      }
      self.giveBack(workspace)
    }
  }

  private func borrow(_ plan: Plan) -> Workspace {
    idle.withLock { $0[plan.layouts]?.popLast() } ?? Workspace(plan)
  }

  private func giveBack(_ workspace: Workspace) {
    idle.withLock { idle in
      let layouts = workspace.plan.layouts
      if idle[layouts] == nil, idle.count >= Self.keptLayouts { idle.removeAll() }
      idle[layouts, default: []].append(workspace)
    }
  }
}

extension Network {
  /// Refuses a number of samples that does not make whole batches, if batches have a fixed size.
  func checkBatches(of samples: Int) throws {
    guard let batch, samples % batch != 0 else { return }
    throw UnrollError(
      .invalidInput, "a model with a fixed batch size needs whole batches",
      expected: "a multiple of \(batch) samples", found: "\(samples)",
      hint: "leave samples out, or give the model an input without a batch size")
  }
}

extension Tensor where Scalar == Float {
  /// The elements as integers; what is not a whole number becomes −1, which no table holds.
  func rounded() -> Tensor<Int32> {
    let integers = scalars.map { Int32(exactly: $0) ?? -1 }
    return Tensor<Int32>(shape: shape, scalars: integers)
  }
}
