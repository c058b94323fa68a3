import UnrollTensor

extension TensorRef where Scalar == Float {
  /// Sets each row to the normalised row of `input`, and notes its mean and inverse deviation.
  func normalizeRows(
    of input: TensorRef, moments: TensorRef, epsilon: Float, gamma: TensorRef?, beta: TensorRef?,
    keepsMean: Bool
  ) {
    requireRows(input, moments, gamma, beta)
    guard count > 0 else { return }
    let (gamma, beta, width) = (gamma?.pointer, beta?.pointer, columns)
    for row in 0..<rows {
      let (source, target) = (input.pointer + row * input.stride, pointer + row * stride)
      var (sum, squares): (Float, Float) = (0, 0)
      for column in 0..<width { sum += source[column] }
      let mean = sum / Float(width)
      for column in 0..<width {
        let distance = source[column] - mean
        squares += distance * distance
      }
      let inverse = 1 / (squares / Float(width) + epsilon).squareRoot()
      (moments[row, 0], moments[row, 1]) = (mean, inverse)
      let center = keepsMean ? 0 : mean
      for column in 0..<width {
        let value = (source[column] - center) * inverse
        target[column] = value * (gamma?[column] ?? 1) + (beta?[column] ?? 0)
      }
    }
  }

  /// Adds the gradient of γ to this row: the sums of gradient times normalised input.
  func addScaleGradient(
    _ input: TensorRef, _ gradient: TensorRef, moments: TensorRef, keepsMean: Bool
  ) {
    gradient.requireRows(input, moments, self, nil)
    guard input.count > 0 else { return }
    for row in 0..<input.rows {
      let source = input.pointer + row * input.stride
      let outer = gradient.pointer + row * gradient.stride
      let (center, inverse) = (keepsMean ? 0 : moments[row, 0], moments[row, 1])
      for column in 0..<columns {
        pointer[column] += outer[column] * (source[column] - center) * inverse
      }
    }
  }

  /// Sets each row to the gradient of the input; this view may be `gradient`.
  ///
  /// With x̂ the normalised input and g the gradient times γ it is (g − mean(g) − x̂·mean(g·x̂)) / σ;
  /// where the mean stays, (g − x̂·mean(g·x) / σ) / σ.
  func normalizationGradient(
    of input: TensorRef, _ gradient: TensorRef, moments: TensorRef, gamma: TensorRef?,
    keepsMean: Bool
  ) {
    requireRows(input, moments, gamma, nil)
    guard count > 0 else { return }
    let (gamma, width) = (gamma?.pointer, columns)
    for row in 0..<rows {
      let (source, target) = (input.pointer + row * input.stride, pointer + row * stride)
      let outer = gradient.pointer + row * gradient.stride
      let (mean, inverse) = (moments[row, 0], moments[row, 1])
      let center = keepsMean ? 0 : mean
      var (sum, product): (Float, Float) = (0, 0)
      for column in 0..<width {
        let scaled = outer[column] * (gamma?[column] ?? 1)
        sum += scaled
        product += scaled * (source[column] - center) * inverse
      }
      let shift = keepsMean ? 0 : sum / Float(width)
      let slope = product / Float(width)
      for column in 0..<width {
        let scaled = outer[column] * (gamma?[column] ?? 1)
        target[column] = inverse * (scaled - shift - (source[column] - mean) * inverse * slope)
      }
    }
  }

  private func requireRows(
    _ input: TensorRef, _ moments: TensorRef, _ first: TensorRef?, _ second: TensorRef?
  ) {
    precondition(input.rows == rows && input.columns == columns, "rows keep their shape")
    precondition(moments.rows == rows && moments.columns == 2, "two moments for each row")
    for row in [first, second] {
      precondition(row == nil || row?.count == columns, "a factor for each column")
    }
  }
}
