import UnrollTensor

/// How a dataset is cut into chunks; chunks are known by their position in row-major order.
struct HDF5ChunkGrid: Sendable {
  /// The sizes of the dataset.
  private let dimensions: [Int]
  /// The sizes of a chunk.
  private let chunk: [Int]
  /// The chunks along each axis.
  private let counts: [Int]
  /// The chunks that there may become along each axis; nil without a limit.
  private let maximumCounts: [Int?]
  /// The number of chunks.
  let count: Int

  init(_ space: HDF5Dataspace, _ layout: HDF5ChunkLayout) {
    self.init(
      dimensions: space.dimensions, maximum: space.maximum, chunk: layout.dimensions)
  }

  /// Cuts sizes whose product is known to be a number into chunks.
  init(dimensions: [Int], maximum: [Int?], chunk: [Int]) {
    self.dimensions = dimensions
    self.chunk = chunk
    counts = zip(dimensions, chunk).map { Self.pieces($0, of: $1) }
    maximumCounts = zip(maximum, chunk).map { size, chunk in
      size.map { Self.pieces($0, of: chunk) }
    }
    // No more chunks than elements, whose number is known to be one.
    count = counts.reduce(1, *)
  }

  private static func pieces(_ size: Int, of chunk: Int) -> Int {
    size / chunk + (size % chunk == 0 ? 0 : 1)
  }

  /// The number of axes.
  var rank: Int { counts.count }

  /// The chunk at a position along each axis, counted in chunks; nil beyond the edge.
  func index(_ positions: [Int]) -> Int? {
    var index = 0
    for (position, count) in zip(positions, counts) {
      guard position >= 0, position < count else { return nil }
      index = index * count + position
    }
    return index
  }

  /// The chunk that begins with an element; nil beyond the edge.
  ///
  /// - Throws: ``UnrollError`` if no chunk begins there.
  func index(ofElement element: [Int], at position: Int) throws -> Int? {
    guard zip(element, chunk).allSatisfy({ $0 % $1 == 0 }) else {
      throw HDF5Damage.error(
        "a chunk does not begin at a multiple of its size", at: position,
        expected: "multiples of \(chunk)", found: "\(element)")
    }
    return index(zip(element, chunk).map { $0 / $1 })
  }

  /// The chunk at a position in an array of all chunks that there may become; nil beyond the edge.
  ///
  /// The axis without a limit, if there is one, changes slowest, whichever it is.
  func index(inArray position: Int) -> Int? {
    let slowest = maximumCounts.firstIndex(of: nil) ?? 0
    var (positions, rest) = ([Int](repeating: 0, count: rank), position)
    for axis in (0..<rank).reversed() where axis != slowest {
      guard let most = maximumCounts[axis], most > 0 else { return nil }
      positions[axis] = rest % most
      rest /= most
    }
    if rank > 0 { positions[slowest] = rest }
    return index(positions)
  }

  /// The position of a chunk in an array of all chunks that there may become; nil without limits.
  func arrayPosition(of index: Int) -> Int? {
    zip(start(index), zip(chunk, maximumCounts)).reduce(Optional(0)) { position, axis in
      guard let start = axis.1.1.flatMap({ position?.times($0) }) else { return nil }
      let (sum, overflow) = start.addingReportingOverflow(axis.0 / axis.1.0)
      return overflow ? nil : sum
    }
  }

  /// The position of a chunk along each axis, in elements.
  private func start(_ index: Int) -> [Int] {
    var (start, rest) = ([Int](repeating: 0, count: rank), index)
    for axis in (0..<rank).reversed() {
      start[axis] = rest % counts[axis] * chunk[axis]
      rest /= counts[axis]
    }
    return start
  }

  /// Whether a part of a chunk lies outside the dataset.
  func reachesBeyondEdge(_ index: Int) -> Bool {
    let start = start(index)
    return (0..<rank).contains { chunk[$0] > dimensions[$0] - start[$0] }
  }

  /// Calls `body` for each run of elements that lie one after another in the chunk as well as in
  /// the dataset: with the first element's number in either, and how many they are.
  func eachRun(of index: Int, _ body: (_ from: Int, _ to: Int, _ count: Int) throws -> Void)
    rethrows
  {
    let start = start(index)
    let inside = (0..<rank).map { min(chunk[$0], dimensions[$0] - start[$0]) }
    // The axes behind `outer` are as long in the chunk as in the dataset, so runs go across them.
    var (outer, run) = (rank, 1)
    while outer > 0 {
      outer -= 1
      run *= inside[outer]
      if chunk[outer] != dimensions[outer] { break }
    }
    let (chunkStrides, strides) = (Self.strides(chunk), Self.strides(dimensions))
    let origin = zip(start, strides).reduce(0) { $0 + $1.0 * $1.1 }
    var positions = [Int](repeating: 0, count: outer)
    while true {
      var (from, to) = (0, origin)
      for axis in 0..<outer {
        from += positions[axis] * chunkStrides[axis]
        to += positions[axis] * strides[axis]
      }
      try body(from, to, run)
      guard Self.advance(&positions, inside) else { return }
    }
  }

  /// Goes to the next position in row-major order; false behind the last one.
  private static func advance(_ positions: inout [Int], _ sizes: [Int]) -> Bool {
    for axis in positions.indices.reversed() {
      positions[axis] += 1
      if positions[axis] < sizes[axis] { return true }
      positions[axis] = 0
    }
    return false
  }

  private static func strides(_ sizes: [Int]) -> [Int] {
    var (strides, stride) = (sizes, 1)
    for axis in sizes.indices.reversed() {
      strides[axis] = stride
      stride *= sizes[axis]
    }
    return strides
  }
}
