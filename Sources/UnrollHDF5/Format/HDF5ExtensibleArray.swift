import UnrollTensor

/// An array of the places of the chunks of a dataset that can grow along one axis.
///
/// The first entries lie in an index block. The others lie in data blocks, which come in groups:
/// each second group has twice as many blocks, and each other one blocks twice as large. The data
/// blocks of the first groups are listed in the index block, those of each further group in a
/// block of its own.
struct HDF5ExtensibleArray {
  private let header: HDF5ExtensibleArrayHeader
  private let address: Int

  /// Reads the header of an array.
  init(_ visit: HDF5Visit, at address: Int, isFiltered: Bool) throws {
    self.address = address
    header = try HDF5ExtensibleArrayHeader(visit, at: address, isFiltered: isFiltered)
  }

  /// Calls `body` with the position and the entry of each chunk that is there.
  func each(_ visit: HDF5Visit, _ body: (Int, HDF5ChunkEntry) throws -> Void) throws {
    guard let block = header.indexBlock else { return }
    let width = visit.source.addressWidth
    let size =
      header.indexEntries * header.entryBytes
      + (header.indexBlocks + header.groups - header.indexGroups) * width
    var cursor = try visit.checkedCursor(
      at: block, count: 6 + width + size + 4, "the first block of an array")
    try checkHead(&cursor, "EAIB", hasOffset: false)
    var next = header.indexEntries
    try take(&cursor, 0..<next, body)
    for group in 0..<header.indexGroups {
      let data = header.group(group)
      for _ in 0..<data.blocks {
        if let block = try cursor.address() {
          try takeData(visit, block, next..<(next + data.entries), nil, body)
        }
        next += data.entries
      }
    }
    for group in header.indexGroups..<header.groups {
      let data = header.group(group)
      if let block = try cursor.address() {
        try takeGroup(visit, block, data, from: next, body)
      }
      next += data.blocks * data.entries
    }
  }

  /// The data blocks of a group that has a block of its own to list them.
  private func takeGroup(
    _ visit: HDF5Visit, _ block: Int, _ data: HDF5ExtensibleArrayHeader.Group, from first: Int,
    _ body: (Int, HDF5ChunkEntry) throws -> Void
  ) throws {
    let width = visit.source.addressWidth
    let mapBytes = data.pages.map { ($0 - 1) / 8 + 1 } ?? 0
    guard let size = data.blocks.times(mapBytes + width), size <= visit.source.size else {
      throw HDF5Damage.error("a block of an array is too large", at: visit.source.base + block)
    }
    var cursor = try visit.checkedCursor(
      at: block, count: 6 + width + header.offsetBytes + size + 4, "a block of an array")
    try checkHead(&cursor, "EASB", hasOffset: true)
    var maps = try cursor.part(data.blocks * mapBytes)
    var next = first
    for _ in 0..<data.blocks {
      let map = try maps.take(mapBytes)
      if let block = try cursor.address() {
        try takeData(
          visit, block, next..<(next + data.entries), data.pages == nil ? nil : map, body)
      }
      next += data.entries
    }
  }

  /// The entries of a data block; `map` tells which of its pages were written, if it has pages.
  private func takeData(
    _ visit: HDF5Visit, _ block: Int, _ entries: Range<Int>, _ map: Range<Int>?,
    _ body: (Int, HDF5ChunkEntry) throws -> Void
  ) throws {
    guard let size = entries.count.times(header.entryBytes), size <= visit.source.size else {
      throw HDF5Damage.error("a block of an array is too large", at: visit.source.base + block)
    }
    let headBytes = 6 + visit.source.addressWidth + header.offsetBytes
    var cursor = try visit.checkedCursor(
      at: block, count: headBytes + (map == nil ? size : 0) + 4, "a block of an array")
    try checkHead(&cursor, "EADB", hasOffset: true)
    guard let map else { return try take(&cursor, entries, body) }
    let pageBytes = header.pageEntries * header.entryBytes + 4
    for page in 0..<(entries.count / header.pageEntries) where visit.source.hasBit(page, of: map) {
      let first = entries.lowerBound + page * header.pageEntries
      var cursor = try visit.checkedCursor(
        at: block + headBytes + 4 + page * pageBytes, count: pageBytes, "a page of an array")
      try take(&cursor, first..<(first + header.pageEntries), body)
    }
  }

  private func take(
    _ cursor: inout HDF5Cursor, _ entries: Range<Int>,
    _ body: (Int, HDF5ChunkEntry) throws -> Void
  ) throws {
    for position in entries {
      let entry = try HDF5ChunkEntry(cursor.part(header.entryBytes), isFiltered: header.isFiltered)
      if let entry { try body(position, entry) }
    }
  }

  /// Checks that a block is one of this array.
  private func checkHead(
    _ cursor: inout HDF5Cursor, _ signature: StaticString, hasOffset: Bool
  ) throws {
    let start = cursor.position
    try cursor.expect(signature, "a block of an array")
    try cursor.version(0...0, "a block of an array")
    try cursor.skip(1)
    guard try cursor.address() == address else {
      throw HDF5Damage.error("a block belongs to another array", at: start)
    }
    try cursor.skip(hasOffset ? header.offsetBytes : 0)
  }
}
