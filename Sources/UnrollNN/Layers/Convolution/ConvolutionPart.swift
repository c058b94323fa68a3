/// A product of a convolution: which columns of the windows meet which part of the kernel.
///
/// Without groups there is one product for all. A group has a product for each step of the window,
/// since the features of the groups alternate there.
struct ConvolutionPart: Sendable {
  /// The columns of a window's row.
  let inputs: Range<Int>
  /// The rows of the kernel, all its steps one below the other.
  let kernelRows: Range<Int>
  /// The columns of the kernel and of the output.
  let filters: Range<Int>
  /// Whether another product wrote to the same columns of the output before.
  let addsToOthers: Bool

  /// The products of a convolution.
  static func all(size: Int, features: Int, filters: Int, groups: Int) -> [ConvolutionPart] {
    if groups == 1 {
      let rows = 0..<(size * features)
      return [.init(inputs: rows, kernelRows: rows, filters: 0..<filters, addsToOthers: false)]
    }
    let (width, units) = (features / groups, filters / groups)
    return (0..<size).flatMap { step in
      (0..<groups).map { group in
        let start = step * features + group * width
        return ConvolutionPart(
          inputs: start..<(start + width), kernelRows: (step * width)..<((step + 1) * width),
          filters: (group * units)..<((group + 1) * units), addsToOthers: step > 0)
      }
    }
  }
}
