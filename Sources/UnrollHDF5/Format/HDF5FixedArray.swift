import UnrollTensor

/// An array of the places of all chunks of a dataset that cannot grow.
struct HDF5FixedArray {
  private let isFiltered: Bool
  private let entryBytes: Int
  private let pageEntries: Int
  private let count: Int
  private let block: Int?

  /// Reads the header of an array.
  init(_ visit: HDF5Visit, at address: Int, isFiltered: Bool) throws {
    let source = visit.source
    let size = 8 + source.lengthWidth + source.addressWidth + 4
    var cursor = try visit.checkedCursor(at: address, count: size, "the header of an array")
    let start = cursor.position
    try cursor.expect("FAHD", "the header of an array")
    try cursor.version(0...0, "an array of chunks")
    let client = try cursor.byte()
    entryBytes = try cursor.byte()
    let pageBits = try cursor.byte()
    count = try cursor.length()
    block = try cursor.address()
    self.isFiltered = client == 1
    guard client <= 1, isFiltered == self.isFiltered, entryBytes > 0, pageBits < 32,
      count <= 1 << 60
    else {
      throw HDF5Damage.error(
        "the header of an array is damaged", at: start,
        found: "entries of \(entryBytes) bytes for client \(client), pages of 2^\(pageBits)")
    }
    pageEntries = 1 << pageBits
  }

  /// Calls `body` with the position and the entry of each chunk that is there.
  func each(_ visit: HDF5Visit, _ body: (Int, HDF5ChunkEntry) throws -> Void) throws {
    guard let block, count > 0 else { return }
    let headBytes = 6 + visit.source.addressWidth
    let isPaged = count > pageEntries
    let pages = isPaged ? (count - 1) / pageEntries + 1 : 0
    let rest = isPaged ? (pages - 1) / 8 + 1 : count.times(entryBytes) ?? .max
    guard rest <= visit.source.size else {
      throw HDF5Damage.error("an array is too large", at: visit.source.base + block)
    }
    var cursor = try visit.checkedCursor(
      at: block, count: headBytes + rest + 4, "an array of chunks")
    try cursor.expect("FADB", "an array of chunks")
    try cursor.version(0...0, "an array of chunks")
    try cursor.skip(1 + visit.source.addressWidth)
    guard isPaged else { return try take(&cursor, 0..<count, body) }
    let bitmap = cursor.rest
    var place = block + headBytes + rest + 4
    for page in 0..<pages {
      let entries = (page * pageEntries)..<min((page + 1) * pageEntries, count)
      if visit.source.hasBit(page, of: bitmap) {
        var cursor = try visit.checkedCursor(
          at: place, count: entries.count * entryBytes + 4, "a page of an array")
        try take(&cursor, entries, body)
      }
      // Pages that were never written have their places too.
      let (next, overflow) = place.addingReportingOverflow(pageEntries * entryBytes + 4)
      guard !overflow else { return }
      place = next
    }
  }

  private func take(
    _ cursor: inout HDF5Cursor, _ entries: Range<Int>,
    _ body: (Int, HDF5ChunkEntry) throws -> Void
  ) throws {
    for position in entries {
      let entry = try HDF5ChunkEntry(cursor.part(entryBytes), isFiltered: isFiltered)
      if let entry { try body(position, entry) }
    }
  }
}

extension HDF5Source {
  /// A bit of a map of bits, the first of which is the highest of the first byte.
  func hasBit(_ index: Int, of map: Range<Int>) -> Bool {
    bytes[map.lowerBound + index / 8] & (0x80 >> UInt8(index % 8)) != 0
  }
}
