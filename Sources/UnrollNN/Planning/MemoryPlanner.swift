/// Places buffers in one block of memory so that buffers in use at the same time never overlap.
///
/// Time is counted in calls: layer *i* of *L* runs forward at *i* and backward at *2L − i*, the
/// loss stands between them at *L*. Larger buffers are placed first, each at the lowest free
/// offset; all offsets are multiples of the alignment.
public struct MemoryPlanner: Sendable {
  /// A request for memory during a closed interval of time.
  public struct Interval: Sendable, Equatable {
    /// The number of elements.
    public var size: Int
    /// The first call that uses the buffer.
    public var start: Int
    /// The last call that uses the buffer.
    public var end: Int

    /// Creates a request.
    public init(size: Int, start: Int, end: Int) {
      self.size = size
      self.start = start
      self.end = end
    }

    func overlaps(_ other: Interval) -> Bool { start <= other.end && other.start <= end }
  }

  /// The offset of every request, in the order in which they were given.
  public let offsets: [Int]
  /// The number of elements that the block needs.
  public let total: Int

  /// Places all requests.
  ///
  /// - Parameters:
  ///   - intervals: the requests.
  ///   - alignment: the divisor of every offset, in elements.
  public init(_ intervals: [Interval], alignment: Int = 16) {
    var placed: [(interval: Interval, offset: Int)] = []
    var offsets = [Int](repeating: 0, count: intervals.count)
    let bySize = intervals.indices.sorted {
      (intervals[$0].size, $1) > (intervals[$1].size, $0)
    }
    for index in bySize {
      let interval = intervals[index]
      let neighbours = placed.filter { $0.interval.overlaps(interval) }.sorted {
        $0.offset < $1.offset
      }
      var offset = 0
      for neighbour in neighbours {
        if offset + interval.size <= neighbour.offset { break }
        offset = max(offset, Self.round(neighbour.offset + neighbour.interval.size, to: alignment))
      }
      offsets[index] = offset
      placed.append((interval, offset))
    }
    self.offsets = offsets
    total = placed.map { Self.round($0.offset + $0.interval.size, to: alignment) }.max() ?? 0
  }

  private static func round(_ value: Int, to alignment: Int) -> Int {
    (value + alignment - 1) / alignment * alignment
  }
}
