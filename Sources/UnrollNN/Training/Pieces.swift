/// Cuts blocks of numbers that do not depend on each other into pieces for several threads.
struct Pieces {
  /// The numbers that one thread works on at a time: few enough to leave small weights to one.
  private static let size = 65_536

  /// The most threads to use.
  let threads: Int

  /// Runs `body` for pieces of a range on all threads; for all of it at once if it is not to be cut.
  func forEach(
    in range: Range<Int>, isCut: Bool = true, _ body: @Sendable (Range<Int>) -> Void
  ) {
    guard isCut, range.count > Self.size else { return body(range) }
    let pieces = (range.count + Self.size - 1) / Self.size
    let workers = min(threads, pieces)
    Threads.run(workers) { worker in
      for index in stride(from: worker, to: pieces, by: workers) {
        let start = range.lowerBound + index * Self.size
        body(start..<min(start + Self.size, range.upperBound))
      }
    }
  }
}
