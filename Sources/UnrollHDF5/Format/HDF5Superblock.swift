import UnrollTensor

/// The head of a file: where address 0 lies, how wide addresses are, where the root group is.
struct HDF5Superblock {
  private static let signature: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]
  /// Where the first signature may lie behind foreign data; then at each double of it.
  private static let firstUserBlock = 512

  /// The file as the superblock describes it.
  let source: HDF5Source
  /// The address of the root group's header.
  let root: Int

  /// Finds and reads the superblock.
  ///
  /// - Throws: ``UnrollError`` if there is none, or the file is shorter than it says.
  init(_ bytes: [UInt8], _ limits: HDF5Limits) throws {
    guard let base = Self.base(bytes) else {
      throw UnrollError(
        .corruptFile, "this is no HDF5 file",
        expected: "HDF5's signature at byte 0, 512, 1024 or a further double",
        found: bytes.isEmpty ? "no bytes" : nil)
    }
    let whole = HDF5Source(bytes, base: base, addressWidth: 8, lengthWidth: 8, limits: limits)
    var cursor = HDF5Cursor(whole, (base + Self.signature.count)..<bytes.count)
    let version = try cursor.version(0...3, "a superblock")
    (source, root) =
      try version < 2
      ? Self.old(whole, cursor, version: version) : Self.new(whole, cursor)
  }

  /// Where the signature lies.
  private static func base(_ bytes: [UInt8]) -> Int? {
    var position = 0
    while position <= bytes.count - signature.count {
      if bytes[position..<(position + signature.count)].elementsEqual(signature) { return position }
      position = position == 0 ? firstUserBlock : 2 * position
    }
    return nil
  }

  /// The superblock of versions 0 and 1, which holds the root group as an entry of a group.
  private static func old(
    _ whole: HDF5Source, _ cursor: HDF5Cursor, version: Int
  ) throws -> (HDF5Source, Int) {
    var cursor = cursor
    try cursor.skip(4)
    let source = try source(whole, &cursor)
    // Numbers that matter only to writers, then two of them of version 1.
    try cursor.skip(9 + (version == 1 ? 4 : 0))
    var fields = HDF5Cursor(source, cursor.rest)
    let storedBase = try fields.bits(source.addressWidth)
    try fields.skip(source.addressWidth)
    try checkEnd(of: source, storedBase, &fields)
    try fields.skip(2 * source.addressWidth)
    return (source, try fields.definedAddress())
  }

  /// The superblock of versions 2 and 3, which ends in a checksum.
  private static func new(
    _ whole: HDF5Source, _ cursor: HDF5Cursor
  ) throws -> (HDF5Source, Int) {
    var cursor = cursor
    let source = try source(whole, &cursor)
    let visit = HDF5Visit(source)
    let size = 12 + 4 * source.addressWidth + 4
    var fields = try visit.checkedCursor(at: 0, count: size, "the superblock")
    try fields.skip(12)
    let storedBase = try fields.bits(source.addressWidth)
    let hasExtension = try fields.address()
    try checkEnd(of: source, storedBase, &fields)
    let root = try fields.definedAddress()
    if let hasExtension { try checkExtension(visit, at: hasExtension) }
    return (source, root)
  }

  /// The file with the widths of addresses and lengths that the superblock states.
  private static func source(
    _ whole: HDF5Source, _ cursor: inout HDF5Cursor
  ) throws -> HDF5Source {
    let start = cursor.position
    let widths = (address: try cursor.byte(), length: try cursor.byte())
    guard [2, 4, 8].contains(widths.address), [2, 4, 8].contains(widths.length) else {
      throw HDF5Damage.error(
        "the widths of addresses and lengths cannot be read", at: start,
        expected: "2, 4 or 8 bytes",
        found: "\(widths.address) and \(widths.length)")
    }
    return HDF5Source(
      whole.bytes, base: whole.base, addressWidth: widths.address, lengthWidth: widths.length,
      limits: whole.limits)
  }

  /// Refuses a file that is shorter than it says; foreign data in front may have been added later.
  private static func checkEnd(
    of source: HDF5Source, _ storedBase: UInt64, _ fields: inout HDF5Cursor
  ) throws {
    let start = fields.position
    let end = try fields.bits(source.addressWidth)
    guard end >= storedBase, end - storedBase <= UInt64(source.size) else {
      throw HDF5Damage.error(
        "the file is cut short", at: start,
        expected: "\(end >= storedBase ? end - storedBase : end) bytes", found: "\(source.size)")
    }
  }

  /// Refuses files whose structures lie elsewhere than they seem to.
  private static func checkExtension(_ visit: HDF5Visit, at address: Int) throws {
    let header = try HDF5ObjectHeader(visit, at: address)
    if header.first(.cacheImage) != nil {
      throw HDF5Damage.unsupported(
        "the file was not closed in full", expected: "structures in their places",
        found: "an image of the cache")
    }
  }
}
