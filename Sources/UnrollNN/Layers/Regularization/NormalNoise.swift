import UnrollTensor

/// Normally distributed noise that belongs to the samples of a batch, not to its shards.
enum NormalNoise {
  /// Writes what `body` makes of each element and a number of the standard normal distribution.
  static func apply(
    _ input: TensorRef<Float>, into output: TensorRef<Float>, _ pass: ForwardPass,
    _ body: (Float, Float) -> Float
  ) {
    guard pass.batch > 0 else { return }
    let columns = output.count / pass.batch
    let (source, target) = (
      input.reshaped([pass.batch, columns]), output.reshaped([pass.batch, columns])
    )
    for sample in 0..<pass.batch {
      var random = pass.random.stream(pass.firstRow + sample)
      let rows = sample..<(sample + 1)
      target.slices(rows).map(source.slices(rows)) { body($0, Float(random.normal())) }
    }
  }
}
