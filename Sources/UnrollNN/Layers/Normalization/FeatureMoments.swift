import UnrollTensor

/// Mean and variance of each feature of a matrix `[rows, features]`, and what is done with them.
struct FeatureMoments {
  /// The mean, the variance or the inverse deviation, and in front the number of rows.
  private let memory: TensorRef<Float>

  /// Uses memory of the shape `[3, features]`.
  init(_ memory: TensorRef<Float>) { self.memory = memory }

  private var mean: TensorRef<Float> { memory.slices(0..<1) }
  private var second: TensorRef<Float> { memory.slices(1..<2) }
  /// The number of rows that the moments came from.
  private var weight: Float { memory[2, 0] }

  /// What Keras adds to the number of rows that a mask lets through.
  private static let smallest: Float = 1e-7

  /// Takes the moments of the rows that count.
  func take(from rows: TensorRef<Float>, mask: TensorRef<UInt8>?) {
    let mask = mask?.flat
    var counted = Float(rows.rows)
    if let mask {
      counted = Self.smallest
      for row in 0..<rows.rows where mask[0, row] != 0 { counted += 1 }
    }
    memory[2, 0] = counted
    mean.sumColumns(rows, mask: mask) { value, _ in value }
    mean.map(mean) { $0 / counted }
    second.sumColumns(rows, mask: mask) { [mean] value, column in
      let distance = value - Double(mean[0, column])
      return distance * distance
    }
    second.map(second) { $0 / counted }
  }

  /// Takes given moments.
  func set(mean: TensorRef<Float>, variance: TensorRef<Float>) {
    self.mean.assign(mean.flat.reshaped(self.mean.shape))
    second.assign(variance.flat.reshaped(second.shape))
  }

  /// Moves the moving moments towards these.
  func move(mean: TensorRef<Float>, variance: TensorRef<Float>, momentum: Double) {
    let (kept, taken) = (Float(momentum), Float(1 - momentum))
    mean.combine(mean, self.mean) { $0 * kept + $1 * taken }
    variance.combine(variance, second) { $0 * kept + $1 * taken }
  }

  /// Replaces the variance by the inverse deviation.
  func invert(epsilon: Float) { second.map(second) { 1 / ($0 + epsilon).squareRoot() } }

  /// Writes the normalised rows, times γ and plus β.
  func normalize(
    _ rows: TensorRef<Float>, into target: TensorRef<Float>, gamma: TensorRef<Float>?,
    beta: TensorRef<Float>?
  ) {
    target.scaleColumns(rows, mean, second, gamma, beta)
  }

  /// Writes the sums of the gradient's columns and of those of its product with the normalised
  /// rows.
  func sum(
    _ gradient: TensorRef<Float>, _ rows: TensorRef<Float>, into sums: TensorRef<Float>
  ) {
    sums.slices(0..<1).sumColumns(gradient, mask: nil) { value, _ in value }
    sums.slices(1..<2).sumProducts(gradient, rows, mean, second)
  }

  /// Writes the gradient of the rows; `target` may be `gradient`.
  ///
  /// - Parameters:
  ///   - gradient: the gradient of the normalised rows.
  ///   - rows: the rows.
  ///   - sums: what ``sum(_:_:into:)`` wrote; nil if the moments do not depend on the rows.
  ///   - mask: which rows the moments came from; nil for all.
  ///   - gamma: what the normalised rows were multiplied by.
  ///   - target: receives the result.
  func backward(
    _ gradient: TensorRef<Float>, _ rows: TensorRef<Float>, sums: TensorRef<Float>?,
    mask: TensorRef<UInt8>?, gamma: TensorRef<Float>?, into target: TensorRef<Float>
  ) {
    target.passColumnsBack(
      gradient, rows, mean, second, gamma: gamma, sums: sums, mask: mask?.flat, weight: weight)
  }
}

extension TensorRef where Scalar == Float {
  /// Sets this row to the sums over rows of what `body` makes of value and column, in double
  /// precision.
  fileprivate func sumColumns(
    _ matrix: TensorRef, mask: TensorRef<UInt8>?, _ body: (Double, Int) -> Double
  ) {
    precondition(matrix.columns == columns, "a sum for each column")
    let lanes = SIMD8<Double>.scalarCount
    for start in Swift.stride(from: 0, to: columns, by: lanes) {
      var sums = SIMD8<Double>.zero
      let width = min(lanes, columns - start)
      for row in 0..<matrix.rows where mask.map({ $0[0, row] != 0 }) ?? true {
        let source = matrix.pointer + row * matrix.stride + start
        for lane in 0..<width { sums[lane] += body(Double(source[lane]), start + lane) }
      }
      for lane in 0..<width { self[0, start + lane] = Float(sums[lane]) }
    }
  }

  /// Sets this row to the sums over rows of gradient times normalised value.
  fileprivate func sumProducts(
    _ gradient: TensorRef, _ matrix: TensorRef, _ mean: TensorRef, _ inverse: TensorRef
  ) {
    let lanes = SIMD8<Double>.scalarCount
    for start in Swift.stride(from: 0, to: columns, by: lanes) {
      var sums = SIMD8<Double>.zero
      let width = min(lanes, columns - start)
      for row in 0..<matrix.rows {
        let outer = gradient.pointer + row * gradient.stride + start
        let source = matrix.pointer + row * matrix.stride + start
        for lane in 0..<width {
          let distance = source[lane] - mean[0, start + lane]
          sums[lane] += Double(outer[lane] * distance * inverse[0, start + lane])
        }
      }
      for lane in 0..<width { self[0, start + lane] = Float(sums[lane]) }
    }
  }

  /// Sets every row to the normalised row of `input`.
  fileprivate func scaleColumns(
    _ input: TensorRef, _ mean: TensorRef, _ inverse: TensorRef, _ gamma: TensorRef?,
    _ beta: TensorRef?
  ) {
    precondition(input.rows == rows && input.columns == columns, "rows keep their shape")
    guard count > 0 else { return }
    let (mean, inverse) = (mean.pointer, inverse.pointer)
    let (gamma, beta) = (gamma?.pointer, beta?.pointer)
    for row in 0..<rows {
      let (source, target) = (input.pointer + row * input.stride, pointer + row * stride)
      for column in 0..<columns {
        let value = (source[column] - mean[column]) * inverse[column]
        target[column] = value * (gamma?[column] ?? 1) + (beta?[column] ?? 0)
      }
    }
  }

  /// Sets every row to the gradient of `input`; where `mask` lets a row through, that of the moments
  /// included.
  fileprivate func passColumnsBack(
    _ gradient: TensorRef, _ input: TensorRef, _ mean: TensorRef, _ inverse: TensorRef,
    gamma: TensorRef?, sums: TensorRef?, mask: TensorRef<UInt8>?, weight: Float
  ) {
    precondition(input.rows == rows && input.columns == columns, "rows keep their shape")
    guard count > 0 else { return }
    let (mean, inverse, gamma) = (mean.pointer, inverse.pointer, gamma?.pointer)
    let share = 1 / weight
    for row in 0..<rows {
      let (source, target) = (input.pointer + row * input.stride, pointer + row * stride)
      let outer = gradient.pointer + row * gradient.stride
      let totals = mask.map { $0[0, row] != 0 } ?? true ? sums?.pointer : nil
      for column in 0..<columns {
        var value = outer[column]
        if let totals {
          let normalized = (source[column] - mean[column]) * inverse[column]
          value -= (totals[column] + normalized * totals[columns + column]) * share
        }
        target[column] = value * inverse[column] * (gamma?[column] ?? 1)
      }
    }
  }
}
