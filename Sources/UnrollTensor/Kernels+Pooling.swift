import CUnrollKernels

extension Kernels {
  /// Takes the maximum over time of each feature and notes the step that held it.
  ///
  /// - Parameters:
  ///   - x: `[B, T, F]` with at least one step.
  ///   - output: `[B, F]`, contiguous.
  ///   - winners: `[B, F]`, contiguous: the step of the maximum; of several equals the first,
  ///     its bits inverted.
  public func maxPool(
    _ x: TensorRef<Float>, into output: TensorRef<Float>, winners: TensorRef<Int32>
  ) {
    precondition(x.shape.rank == 3 && x.shape[1] > 0, "max pooling needs at least one step")
    var call = pool(x, pooled: output)
    winners.requireContiguous(output.count, "winners")
    call.x = UnsafePointer(x.address)
    call.output = output.address
    call.winners = winners.address
    table.pointee.max_pool(&call)
  }

  /// Hands the gradient of each maximum to the step that held it; all other steps get zero.
  ///
  /// Several equal maxima share the gradient, as in Keras.
  ///
  /// - Parameters:
  ///   - x: `[B, T, F]`, as in the forward pass.
  ///   - outputGradient: `[B, F]`, contiguous.
  ///   - winners: what ``maxPool(_:into:winners:)`` noted.
  ///   - xGradient: `[B, T, F]`, contiguous, overwritten.
  public func maxPoolGradient(
    _ x: TensorRef<Float>, _ outputGradient: TensorRef<Float>, winners: TensorRef<Int32>,
    into xGradient: TensorRef<Float>
  ) {
    var call = pool(x, pooled: outputGradient)
    precondition(x.count == xGradient.count, "a gradient has the shape of its input")
    winners.requireContiguous(outputGradient.count, "winners")
    call.x = UnsafePointer(x.address)
    xGradient.requireContiguous(xGradient.count, "the input's gradient")
    call.output_gradient = UnsafePointer(outputGradient.address)
    call.winners = winners.address
    call.x_gradient = xGradient.address
    table.pointee.max_pool_gradient(&call)
  }

  /// Takes the mean over the steps that count; a row without any gives not-a-number, as in Keras.
  ///
  /// - Parameters:
  ///   - x: `[B, T, F]`.
  ///   - mask: `[B, T]`, contiguous, 0 where a step does not count; nil if all do.
  ///   - output: `[B, F]`, contiguous.
  public func averagePool(
    _ x: TensorRef<Float>, mask: TensorRef<UInt8>? = nil, into output: TensorRef<Float>
  ) {
    var call = pool(x, pooled: output)
    mask?.requireContiguous(x.rows, "the mask")
    call.x = UnsafePointer(x.address)
    call.mask = UnsafePointer(mask?.address)
    call.output = output.address
    table.pointee.average_pool(&call)
  }

  /// Shares the gradient of each mean among the steps that counted; the others get zero.
  ///
  /// - Parameters:
  ///   - outputGradient: `[B, F]`, contiguous.
  ///   - mask: the mask of the forward pass.
  ///   - xGradient: `[B, T, F]`, contiguous, overwritten.
  public func averagePoolGradient(
    _ outputGradient: TensorRef<Float>, mask: TensorRef<UInt8>? = nil,
    into xGradient: TensorRef<Float>
  ) {
    var call = pool(xGradient, pooled: outputGradient)
    mask?.requireContiguous(xGradient.rows, "the mask")
    xGradient.requireContiguous(xGradient.count, "the input's gradient")
    call.mask = UnsafePointer(mask?.address)
    call.output_gradient = UnsafePointer(outputGradient.address)
    call.x_gradient = xGradient.address
    table.pointee.average_pool_gradient(&call)
  }

  private func pool(_ x: TensorRef<Float>, pooled: TensorRef<Float>) -> unroll_pool {
    precondition(x.shape.rank == 3, "pooling works on [batch, time, features]")
    pooled.requireMatrix(x.shape[0], x.shape[2], "the pooled view")
    pooled.requireContiguous(pooled.count, "the pooled view")
    var call = unroll_pool()
    (call.rows, call.steps, call.features) = (x.shape[0], x.shape[1], x.shape[2])
    (call.x_row, call.x_step) = (x.shape[1] * x.stride, x.stride)
    return call
  }
}
