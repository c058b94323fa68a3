/// Collects rows of a matrix whose number is known only when the last one has come.
///
/// The rows are written where they stay: the matrix takes the memory over without a copy.
package final class RowBuilder {
  /// The number of elements of a row.
  package let columns: Int
  /// The number of rows so far.
  package private(set) var count = 0

  private var arena: Arena<Float>

  /// Creates a builder.
  ///
  /// - Parameters:
  ///   - columns: the number of elements of a row.
  ///   - capacity: the rows to make room for; more may come, and untouched room costs nothing.
  package init(columns: Int, capacity: Int) {
    self.columns = columns
    arena = Arena(count: columns * max(capacity, 1))
  }

  /// Adds a row, whose elements `body` sets, all of them.
  ///
  /// - Parameter body: fills the row; if it throws, the row is not added.
  /// - Throws: what `body` throws.
  package func append(_ body: (TensorRef<Float>) throws -> Void) rethrows {
    if (count + 1) * columns > arena.count { grow() }
    try body(arena.view(count * columns, [columns]))
    count += 1
  }

  /// Takes the last row back.
  package func removeLast() {
    precondition(count > 0, "there is no row to remove")
    count -= 1
  }

  /// The rows as a matrix `[count, columns]`; the builder is empty after that.
  package func finish() -> Tensor<Float> {
    defer { (arena, count) = (Arena(count: 0), 0) }
    return Tensor(shape: [count, columns], taking: arena)
  }

  private func grow() {
    let larger = Arena<Float>(count: columns * max(2 * count, 16))
    larger.view(0, [count * columns]).assign(arena.view(0, [count * columns]))
    arena = larger
  }
}
