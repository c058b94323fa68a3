import UnrollTensor

/// Limits on gradients; Keras allows one at a time, and takes what is not positive for none.
struct GradientClipping {
  /// The largest norm of the gradient of one weight.
  var norm: Float?
  /// The largest norm of all gradients together.
  var globalNorm: Float?
  /// The largest absolute value of an element.
  var value: Float?

  func validate() throws {
    let given = [norm, globalNorm, value].compactMap { $0 }
    try require(
      given.count <= 1, "only one of clipnorm, global_clipnorm and clipvalue can be given",
      found: given.count)
  }

  /// Limits the gradients of several weights in place.
  func apply(_ gradients: [TensorRef<Float>], _ kernels: Kernels) {
    if let norm, norm > 0 {
      for gradient in gradients {
        let length = Float(kernels.sumOfSquares(gradient).squareRoot())
        if length > norm { gradient.scale(by: norm / length) }
      }
    } else if let globalNorm, globalNorm > 0 {
      let length = Float(gradients.reduce(0) { $0 + kernels.sumOfSquares($1) }.squareRoot())
      // A gradient that is not finite shows in all weights, as in Keras.
      let scale = length.isFinite ? globalNorm / length : .nan
      guard length > globalNorm || !length.isFinite else { return }
      for gradient in gradients { gradient.scale(by: scale) }
    } else if let value, value > 0 {
      for gradient in gradients { gradient.clamp(to: -value...value) }
    }
  }
}

extension TensorRef where Scalar == Float {
  /// Multiplies every element of a contiguous view.
  func scale(by factor: Float) {
    guard count > 0 else { return }
    let numbers = pointer
    for index in 0..<count { numbers[index] *= factor }
  }

  /// Limits every element of a contiguous view.
  func clamp(to range: ClosedRange<Float>) {
    guard count > 0 else { return }
    let numbers = pointer
    for index in 0..<count {
      numbers[index] = min(max(numbers[index], range.lowerBound), range.upperBound)
    }
  }
}
