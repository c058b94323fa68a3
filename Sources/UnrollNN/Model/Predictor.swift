import Synchronization
public import UnrollTensor

/// Computes outputs with fixed weights; may be used from any number of threads at once.
///
/// The weights are copied when the predictor is made. Kept from call to call are scratch memory,
/// and for models on rows of a table the product of each row with the input kernel: words that
/// were seen before cost a look-up. The rows of a table must not change while they are used.
public final class Predictor: Sendable {
  private let sequential: Sequential
  private let weights: Tensor<Float>
  private let threads: Int
  private let kernels: Kernels
  private let plans = Mutex<[PlanKey: Plan]>([:])
  private let idle = Mutex<[PlanKey: [Workspace]]>([:])
  private let projectionBytes: Int
  private let projections = Mutex<ProjectionCaches?>(nil)

  private struct PlanKey: Hashable, Sendable {
    let form: InputForm
    let time: Int?
  }

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

  /// Copies the weights, and decides how many bytes of products each input kernel may keep.
  package init(
    _ model: Model, threads: Int? = nil, kernels: Kernels = .active, projectionBytes: Int
  ) {
    self.projectionBytes = projectionBytes
    sequential = model.sequential
    weights = Tensor(shape: [model.parameters.arena.count]) { block in
      block.assign(model.parameters.arena.whole)
    }
    self.threads = threads ?? Threads.available
    self.kernels = kernels
  }

  /// Computes the outputs for inputs `[count, …]`: numbers, or integers for a model that
  /// starts with an embedding.
  ///
  /// - Throws: `UnrollError` if the inputs do not fit the model.
  public func predict(_ inputs: Tensor<Float>) throws -> Tensor<Float> {
    let targets = Tensor<Float>(repeating: 0, shape: [inputs.shape.rank > 0 ? inputs.shape[0] : 0])
    guard sequential.input.isTokens else {
      return try predict(try ArrayDataset(inputs, targets))
    }
    return try predict(try ArrayDataset(tokens: inputs.rounded(), targets))
  }

  /// Computes the outputs for all samples of a dataset, in order.
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
    let plan = try self.plan(for: dataset)
    let shape = plan.output.withFirst(dataset.count)
    let result = Tensor<Float>(repeating: 0, shape: shape)
    try forEachBatch(dataset, plan, batchSize: batchSize) { first, output in
      result.ref.slices(first..<(first + output.shape[0])).assign(output)
      progress?(first + output.shape[0])
    }
    return result
  }

  /// Runs `body` with the outputs of each batch, in order.
  func forEachBatch(
    _ dataset: some Dataset, _ plan: Plan, batchSize: Int,
    _ body: (Int, TensorRef<Float>) throws -> Void
  ) throws {
    let size = max(1, min(batchSize, dataset.count))
    let batch = Batch(dataset, capacity: size)
    let outputs = Tensor<Float>(repeating: 0, shape: plan.output.withFirst(size))
    let check = InputCheck(sequential: sequential)
    let order = Array(0..<dataset.count)
    let projections = projections(for: dataset.table)
    for start in stride(from: 0, to: dataset.count, by: size) {
      let indices = order[start..<min(start + size, dataset.count)]
      try dataset.fill(batch, indices)
      if batch.form != .dense {
        try check.check(
          ids: batch.ids.slices(0..<indices.count), form: batch.form, table: dataset.table)
      }
      let weights = Weights(
        parameters: weights.ref, gradients: nil, kernels: kernels, projections: projections)
      run(batch, rows: indices.count, plan, weights, into: outputs.ref)
      try body(start, outputs.ref.slices(0..<indices.count))
    }
  }

  /// The plan for a dataset, after its shapes were held against the model's.
  func plan(for dataset: some Dataset) throws -> Plan {
    try InputCheck(sequential: sequential).check(
      form: dataset.form, shape: dataset.inputShape, table: dataset.table)
    let key = PlanKey(form: dataset.form, time: dataset.time)
    if let plan = plans.withLock({ $0[key] }) { return plan }
    let plan = try Plan(
      sequential, batch: ShardRunner.rowsPerShard, form: dataset.form, mode: .inference,
      time: dataset.time)
    plans.withLock { $0[key] = plan }
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
    _ batch: Batch, rows: Int, _ plan: Plan, _ shared: Weights, into outputs: TensorRef<Float>
  ) {
    let shards = ShardRunner.count(rows: rows)
    let workers = max(1, min(threads, shards))
    let inputs = ShardInputs(batch, rows: rows, random: RandomSource(seed: 0)).inputs
    Threads.run(workers) { worker in
      let workspace = self.borrow(plan)
      for shard in stride(from: worker, to: shards, by: workers) {
        let input = inputs[shard]
        let range = input.firstRow..<(input.firstRow + input.rows)
        outputs.slices(range).assign(workspace.forward(input, shared))
      }
      self.giveBack(workspace)
    }
  }

  private func key(_ plan: Plan) -> PlanKey { PlanKey(form: plan.form, time: plan.time) }

  private func borrow(_ plan: Plan) -> Workspace {
    idle.withLock { $0[key(plan)]?.popLast() } ?? Workspace(plan)
  }

  private func giveBack(_ workspace: Workspace) {
    idle.withLock { $0[key(workspace.plan), default: []].append(workspace) }
  }
}

extension Tensor where Scalar == Float {
  /// The elements as integers; what is not a whole number becomes −1, which no table holds.
  func rounded() -> Tensor<Int32> {
    let integers = scalars.map { Int32(exactly: $0) ?? -1 }
    return Tensor<Int32>(shape: shape, scalars: integers)
  }
}
