import UnrollTensor

/// The elements of a value along one axis (or several neighbours), as the rows of a matrix.
///
/// Where the axes are the last ones, the value is such a matrix already; else it is turned round,
/// block by block, into a buffer.
struct Lanes: Sendable {
  /// The number of elements of a row: those along the axes.
  let length: Int
  /// The product of the axes after them.
  let inner: Int

  /// Finds the lanes of a shape.
  init(_ shape: Shape, _ axes: Range<Int>) {
    length = shape.dimensions[axes].reduce(1, *)
    inner = shape.dimensions[axes.upperBound...].reduce(1, *)
  }

  /// Whether the axes are the last ones.
  var isLast: Bool { inner == 1 }

  /// The matrix of a value: the value itself, or its copy in `buffer`.
  func matrix(
    _ value: TensorRef<Float>, _ buffer: TensorRef<Float>?, _ kernels: Kernels
  ) -> TensorRef<Float> {
    guard let buffer, !isLast else { return place(value) }
    let blocks = value.reshaped([value.count / inner, inner])
    let rows = buffer.reshaped([value.count / max(length, 1), length])
    for block in 0..<(blocks.rows / max(length, 1)) {
      kernels.transpose(
        blocks.slices((block * length)..<((block + 1) * length)),
        into: rows.slices((block * inner)..<((block + 1) * inner)))
    }
    return rows
  }

  /// Where to write the matrix of a value: the value itself, or `buffer`.
  func target(_ value: TensorRef<Float>, _ buffer: TensorRef<Float>?) -> TensorRef<Float> {
    place(isLast ? value : buffer ?? value)
  }

  /// Brings a matrix that was written to ``target(_:_:)`` back into the order of the value.
  func bringBack(_ matrix: TensorRef<Float>, to value: TensorRef<Float>, _ kernels: Kernels) {
    guard !isLast else { return }
    let blocks = value.reshaped([value.count / inner, inner])
    for block in 0..<(blocks.rows / max(length, 1)) {
      kernels.transpose(
        matrix.slices((block * inner)..<((block + 1) * inner)),
        into: blocks.slices((block * length)..<((block + 1) * length)))
    }
  }

  private func place(_ value: TensorRef<Float>) -> TensorRef<Float> {
    value.reshaped([value.count / max(length, 1), length])
  }
}
