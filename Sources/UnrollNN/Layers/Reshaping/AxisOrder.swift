import UnrollTensor

/// Another order of the axes of a sample.
struct AxisOrder: Sendable {
  private let source: Shape
  private let axes: [Int]

  /// Axis `axes[i]` of `source` becomes axis `i`.
  init(_ source: Shape, _ axes: [Int]) { (self.source, self.axes) = (source, axes) }

  private var target: Shape { Shape(axes.map { source[$0] }) }

  /// The order that undoes this one.
  var inverse: AxisOrder {
    AxisOrder(target, axes.indices.map { axis in axes.firstIndex(of: axis) ?? axis })
  }

  /// Copies every sample in the new order.
  func copy(
    _ input: TensorRef<Float>, into output: TensorRef<Float>, samples: Int, _ kernels: Kernels
  ) {
    let count = source.count
    guard count > 0 else { return }
    let (from, to) = (input.reshaped([samples, count]), output.reshaped([samples, count]))
    for sample in 0..<samples {
      let range = sample..<(sample + 1)
      if axes == [1, 0] {
        kernels.transpose(
          from.slices(range).reshaped(source), into: to.slices(range).reshaped(target))
      } else {
        to.slices(range).reorder(from.slices(range), target, strides: strides)
      }
    }
  }

  /// For each axis of the target the distance of neighbours in the source.
  private var strides: [Int] {
    var strides = [Int](repeating: 1, count: source.rank)
    for axis in (0..<max(source.rank - 1, 0)).reversed() {
      strides[axis] = strides[axis + 1] * source[axis + 1]
    }
    return axes.map { strides[$0] }
  }
}

extension TensorRef where Scalar == Float {
  /// Fills this contiguous row, taken as `shape`, from the places that `strides` lead to.
  fileprivate func reorder(_ source: TensorRef, _ shape: Shape, strides: [Int]) {
    let (columns, step) = (shape.columns, strides.last ?? 1)
    let (target, numbers) = (pointer, source.pointer)
    for row in 0..<shape.rows {
      var (rest, start) = (row, 0)
      for axis in (0..<(shape.rank - 1)).reversed() {
        start += rest % shape[axis] * strides[axis]
        rest /= shape[axis]
      }
      for column in 0..<columns { target[row * columns + column] = numbers[start + column * step] }
    }
  }
}
