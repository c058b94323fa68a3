import UnrollTensor

/// Dropout noise that is the same along some axes of a value: Keras's `noise_shape`.
struct SharedNoise: Sendable {
  private let noise: BufferSlot<Float>
  private let places: BroadcastPlaces
  /// Whether all samples of a batch have the same noise.
  private let isOneForAll: Bool

  /// Plans noise of a shape.
  ///
  /// - Throws: `UnrollError` if an axis is neither that of the input nor 1.
  init(_ plan: inout LayerPlan, _ shape: [Int?]) throws {
    let sizes = zip(shape, plan.input.dimensions).map { $0 ?? $1 }
    guard shape.count == plan.input.rank,
      zip(sizes, plan.input.dimensions).dropFirst().allSatisfy({ $0 == 1 || $0 == $1 })
    else {
      throw UnrollError(
        .shapeMismatch, "noise_shape must have the axes of the input, or 1",
        expected: plan.input.description, found: Self.text(shape))
    }
    guard shape[0] == nil || shape[0] == 1 else {
      throw UnrollError(
        .unsupported, "noise_shape must not name the size of the batch",
        expected: "None or 1 in its first place", found: Self.text(shape))
    }
    isOneForAll = shape[0] == 1
    let part = Shape(sizes).droppingFirst()
    places = BroadcastPlaces(part, in: plan.input.droppingFirst())
    noise = plan.saved(
      [isOneForAll ? 1 : plan.batch, part.count], batchAxis: isOneForAll ? nil : 0)
  }

  private static func text(_ shape: [Int?]) -> String {
    "(\(shape.map { $0.map(String.init) ?? "None" }.joined(separator: ", ")))"
  }

  /// Draws the noise of a pass: 0 for a share `rate`, else 1 / (1 − rate).
  func draw(_ pass: ForwardPass, rate: Float) {
    let noise = pass[noise]
    pass.kernels.dropout(
      nil, into: noise, rate: rate, key: pass.random.key,
      first: isOneForAll ? 0 : UInt64(pass.firstRow * noise.columns))
  }

  /// Writes what `body` makes of each element and its noise.
  func apply(
    _ input: TensorRef<Float>, into output: TensorRef<Float>, _ pass: ForwardPass,
    _ body: (Float, Float) -> Float
  ) {
    let (noise, source, target) = (pass[noise], input.flattened, output.flattened)
    let rowsPerSample = places.starts.count
    places.forEachRow(samples: pass.batch) { row, start, step in
      let sample = isOneForAll ? 0 : row / rowsPerSample
      target.combineRow(row, source, noise, sample, start, step, body)
    }
  }
}

extension TensorRef where Scalar == Float {
  /// Sets a row from the elements of a row of `source` and those of a row of `noise` that begin at
  /// `start` and lie `step` apart.
  fileprivate func combineRow(
    _ row: Int, _ source: TensorRef, _ noise: TensorRef, _ sample: Int, _ start: Int, _ step: Int,
    _ body: (Float, Float) -> Float
  ) {
    precondition(source.columns == columns && row < rows && row < source.rows, "outside the view")
    precondition(
      sample < noise.rows && start + (columns - 1) * step < noise.columns, "outside the noise")
    guard columns > 0 else { return }
    let (target, input) = (pointer + row * stride, source.pointer + row * source.stride)
    let factors = noise.pointer + sample * noise.stride + start
    for column in 0..<columns { target[column] = body(input[column], factors[column * step]) }
  }
}
