import UnrollTensor

/// A chunk that is in the file.
struct HDF5Chunk {
  /// Which one it is, in row-major order.
  let index: Int
  /// Where it lies in the file.
  let bytes: Range<Int>
  /// The filters, by the bits of their positions, that it did not pass.
  let mask: Int
}

/// The chunks of a dataset, from whichever structure lists them.
struct HDF5ChunkList {
  /// The chunks in order, none of them twice.
  private(set) var chunks: [HDF5Chunk] = []
  /// The bytes that all chunks take in the file.
  private(set) var storedBytes = 0
  /// The bytes of a chunk before any filter.
  let chunkBytes: Int
  /// Whether chunks that reach beyond the edge of the dataset pass no filter.
  let leavesEdges: Bool

  /// Finds the chunks of a dataset.
  init(
    _ visit: HDF5Visit, _ layout: HDF5ChunkLayout, _ grid: HDF5ChunkGrid, isFiltered: Bool
  ) throws {
    chunkBytes = layout.bytes
    leavesEdges = layout.leavesEdges
    guard let address = layout.address, grid.count > 0 else { return }
    switch layout.index {
    case .oldTree: try takeOldTree(visit, address, grid)
    case .newTree: try takeNewTree(visit, address, grid)
    case .single(let bytes, let mask):
      try take(visit, 0, address, bytes: bytes ?? chunkBytes, mask: mask)
    case .implicit:
      for index in 0..<grid.count { try takeImplicit(visit, index, address, grid) }
    case .fixedArray:
      try HDF5FixedArray(visit, at: address, isFiltered: isFiltered).each(visit) {
        try take(visit, grid.index(inArray: $0), $1)
      }
    case .extensibleArray:
      try HDF5ExtensibleArray(visit, at: address, isFiltered: isFiltered).each(visit) {
        try take(visit, grid.index(inArray: $0), $1)
      }
    }
    try finish(visit.source)
  }

  /// Sorts the chunks, and refuses those that are there twice or lie in each other.
  private mutating func finish(_ source: HDF5Source) throws {
    chunks.sort { $0.index < $1.index }
    for (left, right) in zip(chunks, chunks.dropFirst()) where left.index == right.index {
      throw HDF5Damage.error("a chunk is there twice", at: right.bytes.lowerBound)
    }
    guard storedBytes <= source.size else {
      throw HDF5Damage.error(
        "the chunks overlap", at: source.base, expected: "at most \(source.size) bytes",
        found: "\(storedBytes)")
    }
  }

  private mutating func take(
    _ visit: HDF5Visit, _ index: Int?, _ address: Int, bytes: Int, mask: Int
  ) throws {
    let range = try visit.range(at: address, count: bytes)
    // Chunks beyond the edge are left over from a time when the dataset was larger.
    guard let index else { return }
    chunks.append(HDF5Chunk(index: index, bytes: range, mask: mask))
    storedBytes = storedBytes.addingReportingOverflow(bytes).overflow ? .max : storedBytes + bytes
  }

  private mutating func take(
    _ visit: HDF5Visit, _ index: Int?, _ entry: HDF5ChunkEntry
  ) throws {
    try take(visit, index, entry.address, bytes: entry.bytes ?? chunkBytes, mask: entry.mask)
  }

  /// A tree whose keys are the size, the mask, and the first element with one axis more.
  private mutating func takeOldTree(
    _ visit: HDF5Visit, _ address: Int, _ grid: HDF5ChunkGrid
  ) throws {
    let tree = HDF5OldTree(kind: .chunks, keyBytes: 8 + 8 * (grid.rank + 1))
    try tree.walk(visit, root: address) { key, child in
      var key = key
      let (bytes, mask) = (try key.number(4), try key.number(4))
      let element = try (0..<grid.rank).map { _ in try key.number(8) }
      let index = try grid.index(ofElement: element, at: key.position)
      try take(visit, index, child, bytes: bytes, mask: mask)
      return true
    }
  }

  /// A tree whose records are the address, the size and the mask if there are filters, and the
  /// position in chunks.
  private mutating func takeNewTree(
    _ visit: HDF5Visit, _ address: Int, _ grid: HDF5ChunkGrid
  ) throws {
    let tree = try HDF5NewTree(visit, at: address, .chunks, .filteredChunks)
    let entryBytes = tree.recordBytes - 8 * grid.rank
    try tree.walk(visit) { record in
      var record = record
      let start = record.position
      let entry = try HDF5ChunkEntry(
        record.part(entryBytes), isFiltered: tree.kind == .filteredChunks)
      guard let entry else { throw HDF5Damage.error("an address is missing", at: start) }
      let positions = try (0..<grid.rank).map { _ in try record.number(8) }
      try take(visit, grid.index(positions), entry)
      return true
    }
  }

  /// A chunk among all that there may become, which lie one after another.
  private mutating func takeImplicit(
    _ visit: HDF5Visit, _ index: Int, _ address: Int, _ grid: HDF5ChunkGrid
  ) throws {
    let position = grid.arrayPosition(of: index).flatMap { $0.times(chunkBytes) }
    let (start, overflow) = address.addingReportingOverflow(position ?? .max)
    guard !overflow else {
      throw HDF5Damage.error("a chunk lies outside the file", at: visit.source.base + address)
    }
    try take(visit, index, start, bytes: chunkBytes, mask: 0)
  }
}

/// What arrays and trees of chunks say of one.
struct HDF5ChunkEntry {
  let address: Int
  /// The bytes in the file; nil if no filter changed them.
  let bytes: Int?
  let mask: Int

  /// Reads an entry; nil if there is no chunk yet.
  init?(_ cursor: HDF5Cursor, isFiltered: Bool) throws {
    var cursor = cursor
    guard let address = try cursor.address() else { return nil }
    self.address = address
    guard isFiltered else {
      (bytes, mask) = (nil, 0)
      return
    }
    let width = cursor.count - 4
    guard (1...8).contains(width) else {
      throw HDF5Damage.error(
        "the entry of a chunk is damaged", at: cursor.position, found: "\(cursor.count) bytes")
    }
    (bytes, mask) = (try cursor.number(width), try cursor.number(4))
  }
}
