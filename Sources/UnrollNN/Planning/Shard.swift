import UnrollTensor

/// A few rows of a batch, cut out for one thread.
struct Shard: Sendable {
  let inputs: [ShardInput]
  let rows: Int
  let firstRow: Int
  let random: RandomSource
}

/// A few rows of one input of a batch.
struct ShardInput: Sendable {
  private let input: SequenceView
  /// The rows of a dense input, where they still lie elsewhere.
  private let sources: ArraySlice<TensorRef<Float>>

  init(_ input: SequenceView, sources: ArraySlice<TensorRef<Float>> = []) {
    (self.input, self.sources) = (input, sources)
  }

  /// The input where the first layer can read it: in place if that is possible, else copied
  /// together.
  ///
  /// - Parameter starts: where to note the beginnings of scattered samples; nil if the layer wants
  ///   them in order.
  /// - Returns: the input.
  func loaded(starts: TensorRef<Int32>?) -> SequenceView {
    guard let first = sources.first, case .dense(let target) = input else { return input }
    let step = first.count
    let areNeighbours = sources.enumerated().allSatisfy { index, source in
      source.pointer == first.pointer + index * step
    }
    if areNeighbours { return .dense(TensorRef(base: first.pointer, shape: target.shape)) }
    if let starts, let table = scatter(into: starts, time: first.rows, features: first.columns) {
      return .scattered(table: table, starts: starts)
    }
    for (row, source) in sources.enumerated() {
      target.slices(row..<(row + 1)).assign(source)
    }
    return .dense(target)
  }

  /// The rows from the first sample in memory to the last; nil if their numbers are too large.
  private func scatter(
    into starts: TensorRef<Int32>, time: Int, features: Int
  ) -> TensorRef<Float>? {
    guard let base = sources.map(\.pointer).min(), features > 0 else { return nil }
    var rows = 0
    for (index, source) in sources.enumerated() {
      let (start, rest) = (source.pointer - base).quotientAndRemainder(dividingBy: features)
      guard rest == 0, start + time <= Int32.max else { return nil }
      starts[0, index] = Int32(start)
      rows = max(rows, start + time)
    }
    return TensorRef(base: base, shape: [rows, features])
  }
}
