/// The steps of a sequence in blocks whose gates fit the second-level cache.
///
/// What one part of a pass writes for a block, the next part reads before it leaves the cache: the
/// projected input, or the gradients of the gates. The blocks depend on the plan alone, so sums
/// over steps are taken in one order whatever the threads.
struct StepBlocks: Sendable {
  /// The number of steps.
  let count: Int
  /// The number of steps of a block; the last one may have fewer.
  let size: Int

  /// The numbers of a block: a quarter of a megabyte.
  private static let blockNumbers = 65_536
  /// Fewer steps would make the products over a block too small.
  private static let smallest = 4

  init(count: Int, size: Int) { (self.count, self.size) = (count, size) }

  /// Blocks for `columns` numbers for each of `rows` rows and step.
  init(count: Int, rows: Int, columns: Int) {
    let fitting = Self.blockNumbers / max(rows * columns, 1)
    self.init(count: count, size: max(1, min(count, max(fitting, Self.smallest))))
  }

  /// All steps as one block.
  var all: Range<Int> { 0..<count }
  /// The number of blocks.
  var blocks: Int { (count + size - 1) / size }
  /// The blocks in order.
  var forward: some Sequence<Range<Int>> { (0..<blocks).lazy.map(block) }
  /// The blocks from the last to the first.
  var backward: some Sequence<Range<Int>> { (0..<blocks).reversed().lazy.map(block) }

  private func block(_ index: Int) -> Range<Int> { (index * size)..<min((index + 1) * size, count) }
}
