import UnrollTensor

/// Numbers for some samples: row after row, all of one shape.
package struct SampleArray: Sendable, Equatable {
  /// The number of samples.
  package var count: Int
  /// The sizes of the axes of one sample.
  package var shape: [Int]
  /// `count` times the product of `shape` numbers.
  package var values: [Float]

  /// The numbers of one sample.
  var size: Int { shape.reduce(1, *) }

  package init(count: Int, shape: [Int], values: [Float]) {
    (self.count, self.shape, self.values) = (count, shape, values)
  }

  /// Takes the samples of a tensor: its first axis counts them.
  init(_ tensor: Tensor<Float>) {
    let sizes = tensor.shape.dimensions
    self.init(count: sizes.first ?? 1, shape: Array(sizes.dropFirst()), values: tensor.scalars)
  }

  /// The samples as a tensor `[count, …]`.
  var tensor: Tensor<Float> { Tensor(shape: Shape([count] + shape), scalars: values) }

  /// The numbers of some samples.
  func rows(_ range: Range<Int>) -> ArraySlice<Float> {
    values[(range.lowerBound * size)..<(range.upperBound * size)]
  }

  /// Some of the samples.
  subscript(range: Range<Int>) -> SampleArray {
    SampleArray(count: range.count, shape: shape, values: Array(rows(range)))
  }

  /// Adds samples of the same shape.
  mutating func append(_ other: SampleArray) {
    count += other.count
    values += other.values
  }
}
