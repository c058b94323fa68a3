import UnrollTensor

/// One sample as the network itself reads it: the masks that layers make, and the vectors.
struct SampleReading {
  /// The number of steps of each input of the model.
  let steps: [Int]
  /// The masks that calls made, by the number of the call.
  let masks: [Int: [UInt8]]
  private let snapshot: ModelSnapshot
  private let sample: [BatchInput]

  init(_ snapshot: ModelSnapshot, _ sample: [BatchInput], _ kernels: Kernels) throws {
    (self.snapshot, self.sample) = (snapshot, sample)
    steps = sample.map { $0.shape.rank > 1 ? $0.shape[1] : 1 }
    let makesMasks = snapshot.network.calls.contains { call in
      let layer = snapshot.network.layers[call.layer].entry.layer
      return layer is Masking || (layer as? Embedding)?.configuration.maskZero == true
    }
    masks = makesMasks ? try Self.masks(snapshot, sample, kernels) : [:]
  }

  /// Runs the network forward and keeps the masks.
  private static func masks(
    _ snapshot: ModelSnapshot, _ sample: [BatchInput], _ kernels: Kernels
  ) throws -> [Int: [UInt8]] {
    let layouts = sample.map {
      InputLayout($0.form, time: $0.shape.rank > 1 ? $0.shape[1] : nil)
    }
    // An inspection keeps every buffer until the end.
    let plan = try Plan(
      snapshot.network, batch: 1, layouts: layouts, mode: .training, isInspection: true)
    let (workspace, block) = (Workspace(plan), snapshot.block(for: plan))
    let gradients = Arena<Float>(count: plan.parameterCapacity)
    workspace.forward(
      Shard(
        inputs: sample.map { ShardInput($0.view) }, rows: 1, firstRow: 0,
        random: RandomSource(seed: 0)),
      Weights(
        parameters: block.ref, gradients: gradients.whole, states: .nothing, kernels: kernels))
    var masks: [Int: [UInt8]] = [:]
    for (index, pass) in workspace.passes.enumerated() {
      masks[index] = pass.outputMask?.toArray()
    }
    return withExtendedLifetime(block) { masks }
  }

  /// The vectors that an input of the inspected network takes, `[1, time, features]`.
  func vectors(of source: InspectedNetwork.Source) throws -> Tensor<Float> {
    switch source {
    case .input(let index):
      switch sample[index] {
      case .dense(let numbers): return numbers
      case .rows(let ids, let table): return Self.gather(ids, table)
      case .tokens:
        throw UnrollError(
          .invalidInput, "the model reads vectors of numbers", expected: "[time, features]",
          found: "integers", hint: "give the vectors that the model reads")
      }
    case .embedding(let index, let layer):
      guard case .tokens(let ids) = sample[index],
        let table = snapshot.weight("embeddings", ofLayer: layer)
      else {
        throw UnrollError(
          .invalidInput, "the model reads integers", expected: "[time]", found: "numbers",
          hint: "give the integers that the model reads")
      }
      return try Self.gather(Self.checked(ids, rows: table.shape[0]), table)
    }
  }

  private static func checked(_ ids: Tensor<Int32>, rows: Int) throws -> Tensor<Int32> {
    if let wrong = ids.scalars.first(where: { $0 < 0 || Int($0) >= rows }) {
      throw UnrollError(
        .invalidInput, "an integer of the input has no vector", expected: "0 to \(rows - 1)",
        found: "\(wrong)", hint: InputCheck.integersHint)
    }
    return ids
  }

  /// Rows of a table; a negative number stands for zeros.
  private static func gather(_ ids: Tensor<Int32>, _ table: Tensor<Float>) -> Tensor<Float> {
    let shape = Shape(ids.shape.dimensions + [table.shape.columns])
    return Tensor(shape: shape) { target in
      let rows = target.flattened
      table.withRef { table in
        for (row, id) in ids.scalars.enumerated() where id >= 0 {
          rows.slices(row..<(row + 1)).assign(table.slices(Int(id)..<(Int(id) + 1)))
        }
      }
    }
  }
}

extension Network {
  /// The mask of each input, where the first call that reads it fixes one.
  func inputMasks(_ masks: [Int: [UInt8]]) -> [[UInt8]?] {
    inputs.indices.map { index in
      calls.firstIndex { $0.inputs.first == .input(index) }.flatMap { masks[$0] }
    }
  }
}
