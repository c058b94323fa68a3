import UnrollTensor

/// A store of links and attributes that do not fit into an object's header.
///
/// Its space is cut into blocks: rows of equally many, each row from the third on with blocks of
/// twice the size of the one before. Blocks up to a size hold objects; larger ones are cut in the
/// same way again. An object is known by an identifier that holds its offset in this space.
final class HDF5FractalHeap {
  private let visit: HDF5Visit
  private let address: Int
  let header: HDF5FractalHeapHeader
  private var indirectBlocks: [Int: [Int?]] = [:]
  private var directBlocks: [Int: Range<Int>] = [:]
  private var hugeObjects: [Int: Range<Int>]?

  /// Reads the header of a heap.
  init(_ visit: HDF5Visit, at address: Int) throws {
    self.visit = visit
    self.address = address
    header = try HDF5FractalHeapHeader(visit, at: address)
  }

  /// The object with an identifier.
  func object(_ identifier: HDF5Cursor) throws -> HDF5Cursor {
    var identifier = identifier
    let start = identifier.position
    let head = try identifier.byte()
    let range =
      switch head >> 4 {
      case 0: try managed(&identifier)
      case 1: try huge(&identifier)
      case 2: try tiny(&identifier, head & 15)
      default:
        throw HDF5Damage.error(
          "an identifier of an object in a heap is damaged", at: start, found: "kind \(head >> 4)")
      }
    return HDF5Cursor(visit.source, range)
  }

  /// An object that is so small that its identifier holds it.
  private func tiny(_ identifier: inout HDF5Cursor, _ size: Int) throws -> Range<Int> {
    guard header.identifierBytes > 17 else { return try identifier.take(size + 1) }
    return try identifier.take(size << 8 + identifier.byte() + 1)
  }

  /// An object in one of the blocks.
  private func managed(_ identifier: inout HDF5Cursor) throws -> Range<Int> {
    let start = identifier.position
    var offset = try identifier.number(header.offsetBytes)
    let count = try identifier.number(header.countBytes)
    guard var block = header.root else {
      throw HDF5Damage.error("a heap without blocks has no object", at: start)
    }
    guard var rows = header.rootRows else {
      return try object(in: block, size: header.startBytes, offset, count)
    }
    while true {
      let place = header.place(of: offset)
      let children = try indirectBlock(block, rows: rows)
      let index = place.row.times(header.columns).map { $0 + place.column }
      guard place.row < rows, let index, index < children.count, let child = children[index] else {
        throw HDF5Damage.error("an object lies outside its heap", at: start, found: "\(offset)")
      }
      offset -= place.start
      if place.row < header.directRows {
        return try object(in: child, size: place.bytes, offset, count)
      }
      // The size of the blocks shrinks with each step, so this ends.
      (block, rows) = (child, header.rows(in: place.bytes))
    }
  }

  private func object(in block: Int, size: Int, _ offset: Int, _ count: Int) throws -> Range<Int> {
    let contents = try directBlock(block, size: size)
    let begin = visit.source.base + block + min(max(offset, 0), size)
    guard offset >= 0, offset <= size, begin >= contents.lowerBound,
      count <= contents.upperBound - begin
    else {
      throw HDF5Damage.error(
        "an object lies outside its block of a heap", at: contents.lowerBound,
        expected: "\(contents.count) bytes", found: "\(count) bytes at \(offset)")
    }
    return begin..<(begin + count)
  }

  /// An object with a place of its own in the file, which the identifier or a B-tree states.
  private func huge(_ identifier: inout HDF5Cursor) throws -> Range<Int> {
    let source = visit.source
    let start = identifier.position
    if header.identifierBytes - 1 >= source.addressWidth + source.lengthWidth {
      return try visit.range(at: identifier.definedAddress(), count: identifier.length())
    }
    let number = try identifier.number(min(header.identifierBytes - 1, source.lengthWidth))
    if hugeObjects == nil { hugeObjects = try listHugeObjects() }
    guard let object = hugeObjects?[number] else {
      throw HDF5Damage.error("a large object of a heap is missing", at: start, found: "\(number)")
    }
    return object
  }

  private func listHugeObjects() throws -> [Int: Range<Int>] {
    guard let address = header.hugeObjects else { return [:] }
    var objects: [Int: Range<Int>] = [:]
    try HDF5NewTree(visit, at: address, .hugeObjects).walk(visit) { record in
      var record = record
      let place = try visit.range(at: record.definedAddress(), count: record.length())
      objects[try record.length()] = place
      return true
    }
    return objects
  }
}

extension HDF5FractalHeap {
  /// The blocks in a block that is cut further; nil where there is nothing yet.
  private func indirectBlock(_ place: Int, rows: Int) throws -> [Int?] {
    if let known = indirectBlocks[place] { return known }
    let source = visit.source
    let head = 5 + source.addressWidth + header.offsetBytes
    guard let entries = rows.times(header.columns), let size = entries.times(source.addressWidth),
      size <= source.size
    else {
      throw HDF5Damage.error("a block of a heap is too large", at: source.base + place)
    }
    var cursor = try visit.checkedCursor(
      at: place, count: head + size + 4, "a block of a heap")
    try checkHead(&cursor, "FHIB")
    let children = try (0..<entries).map { _ in try cursor.address() }
    indirectBlocks[place] = children
    return children
  }

  /// The part of a block in which objects lie.
  private func directBlock(_ place: Int, size: Int) throws -> Range<Int> {
    if let known = directBlocks[place] {
      guard known.upperBound == visit.source.base + place + size else {
        throw HDF5Damage.error("a block of a heap has two sizes", at: visit.source.base + place)
      }
      return known
    }
    var cursor = try visit.cursor(at: place, count: size)
    let whole = cursor.rest
    try checkHead(&cursor, "FHDB")
    if header.hasChecksums {
      let start = cursor.position
      let stored = UInt32(truncatingIfNeeded: try cursor.bits(4))
      // The checksum is of the whole block, in which it counts as zero itself.
      var copy = Array(visit.source.bytes[whole])
      for index in 0..<4 { copy[start - whole.lowerBound + index] = 0 }
      guard
        !visit.source.limits.verifiesChecksums
          || HDF5Checksum.lookup3(copy.span.bytes) == stored
      else {
        throw HDF5Damage.error(
          "a block of a heap does not have the checksum that is stored", at: whole.lowerBound)
      }
    }
    directBlocks[place] = cursor.rest
    return cursor.rest
  }

  /// Checks that a block is one of this heap.
  private func checkHead(_ cursor: inout HDF5Cursor, _ signature: StaticString) throws {
    let start = cursor.position
    try cursor.expect(signature, "a block of a heap")
    try cursor.version(0...0, "a block of a heap")
    guard try cursor.address() == address else {
      throw HDF5Damage.error("a block belongs to another heap", at: start)
    }
    try cursor.skip(header.offsetBytes)
  }
}
