import CUnrollKernels

extension Kernels {
  /// Applies an activation in place; `x` is contiguous.
  ///
  /// Results of most functions of one number lie within four units in the last place.
  public func activate(_ activation: ActivationKernel, _ x: TensorRef<Float>) {
    x.requireContiguous(x.count, "activated numbers")
    table.pointee.activate(activation.rawValue, x.address, x.rows, x.columns)
  }

  /// Multiplies `gradient` by the activation's derivative.
  ///
  /// - Parameters:
  ///   - activation: the activation.
  ///   - kept: what ``activate(_:_:)`` put out, or its input if the activation keeps that.
  ///   - gradient: the gradient of the output; becomes the gradient of the activation's input.
  public func activateGradient(
    _ activation: ActivationKernel, kept: TensorRef<Float>, gradient: TensorRef<Float>
  ) {
    kept.requireMatrix(gradient.rows, gradient.columns, "what the activation kept")
    kept.requireContiguous(gradient.count, "what the activation kept")
    gradient.requireContiguous(gradient.count, "its gradient")
    table.pointee.activate_gradient(
      activation.rawValue, kept.address, gradient.address, gradient.rows, gradient.columns)
  }

  /// Writes the products of elements.
  ///
  /// All views are contiguous, and `output` may be `x`.
  public func multiplyElements(
    _ x: TensorRef<Float>, _ y: TensorRef<Float>, into output: TensorRef<Float>
  ) {
    x.requireContiguous(output.count, "the first factor")
    y.requireContiguous(output.count, "the second factor")
    output.requireContiguous(output.count, "the product")
    table.pointee.multiply(x.address, y.address, output.address, output.count)
  }

  /// Adds `x` to `output`; both are contiguous.
  public func accumulate(_ x: TensorRef<Float>, into output: TensorRef<Float>) {
    x.requireContiguous(output.count, "the addend")
    output.requireContiguous(output.count, "the sum")
    table.pointee.accumulate(x.address, output.address, output.count)
  }

  /// The sum of the squares of the contiguous `x`, added in double precision in a fixed order.
  public func sumOfSquares(_ x: TensorRef<Float>) -> Double {
    x.requireContiguous(x.count, "squared numbers")
    return table.pointee.sum_of_squares(x.address, x.count)
  }

  /// Inverted dropout: zeroes a share of the elements and scales up the rest.
  ///
  /// The choice is a hash of the key and each element's position, the same on every machine.
  ///
  /// - Parameters:
  ///   - input: the elements, contiguous, or nil for ones (the noise alone).
  ///   - output: where they go; may be `input`.
  ///   - rate: the share of zeroed elements, at least 0 and below 1.
  ///   - key: the noise sequence, from ``RandomSource/key``.
  ///   - first: the position in the sequence of the first element.
  public func dropout(
    _ input: TensorRef<Float>?, into output: TensorRef<Float>, rate: Float, key: UInt64,
    first: UInt64 = 0
  ) {
    precondition(rate >= 0 && rate < 1, "a dropout rate is at least 0 and below 1")
    input?.requireContiguous(output.count, "dropout's input")
    output.requireContiguous(output.count, "dropout's output")
    table.pointee.dropout(key, first, rate, input?.address, output.address, output.count)
  }
}
