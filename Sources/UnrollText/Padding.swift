public import UnrollTensor

/// How sequences of ids fill the rows of a batch: cut and padded at the end.
public enum Padding {
  /// The id of a place without a word; layers read it as the zero vector.
  public static let id: Int32 = -1

  /// Fills a row of a batch.
  ///
  /// - Parameters:
  ///   - ids: The sequence; what the row has no place for is left out.
  ///   - row: The places to fill, as one row.
  public static func copy(_ ids: ArraySlice<Int32>, into row: TensorRef<Int32>) {
    precondition(row.rows == 1, "a sequence fills one row")
    let kept = min(ids.count, row.columns)
    for column in 0..<kept { row[0, column] = ids[ids.startIndex + column] }
    if kept < row.columns { row.columns(kept..<row.columns).fill(id) }
  }

  /// A sequence of exactly `length` ids.
  ///
  /// - Parameters:
  ///   - ids: The sequence.
  ///   - length: The number of ids wanted.
  /// - Returns: The first `length` ids, followed by ``id`` where there are fewer.
  public static func fit(_ ids: [Int32], length: Int) -> [Int32] {
    Array(ids.prefix(length)) + Array(repeating: id, count: max(length - ids.count, 0))
  }
}
