import UnrollTensor

/// Where the elements of a value find theirs in a smaller one, which repeats along some axes.
struct BroadcastPlaces: Sendable {
  /// For each row of a sample the place of its first element.
  let starts: [Int]
  /// How far the next column's element lies from that of a column: 1, or 0 along a shared axis.
  let step: Int
  /// Finds the places of the elements of `whole` in `part`, both without the batch.
  ///
  /// - Precondition: the axes of `part` are those of `whole`, or 1.
  init(_ part: Shape, in whole: Shape) {
    var strides = [Int](repeating: 0, count: whole.rank)
    var size = 1
    for axis in (0..<whole.rank).reversed() {
      strides[axis] = part[axis] == 1 ? 0 : size
      size *= part[axis]
    }
    step = strides.last ?? 0
    starts = (0..<whole.rows).map { row in
      var (rest, place) = (row, 0)
      for axis in (0..<(whole.rank - 1)).reversed() {
        place += rest % whole[axis] * strides[axis]
        rest /= whole[axis]
      }
      return place
    }
  }

  /// Runs `body` for every row of a batch, with the number of the row, the place of its first
  /// element in the smaller value and the distance to the next.
  func forEachRow(samples: Int, _ body: (_ row: Int, _ start: Int, _ step: Int) -> Void) {
    for sample in 0..<samples {
      for (row, start) in starts.enumerated() {
        body(sample * starts.count + row, start, step)
      }
    }
  }
}
