import UnrollTensor

/// The directory of a zip archive, parsed and checked: what lies where.
struct ZipDirectory {
  /// One entry of the directory.
  struct Entry {
    var name: String
    var rawName: FileBytes
    var flags: UInt16
    var method: UInt16
    var checksum: UInt32
    var compressedSize: Int
    var size: Int
    var headerOffset: Int
    var madeBy: UInt16
    var attributes: UInt32
  }

  let entries: [Entry]
  /// Where the directory starts; the data of every member ends before.
  let offset: Int

  /// Parses the directory.
  ///
  /// - Parameters:
  ///   - archive: The whole archive.
  ///   - limits: Budgets for entries and for their sizes together.
  /// - Throws: `UnrollError`, without the file's name, if the directory is damaged, contradicts
  ///   itself or exceeds the limits.
  init(_ archive: FileBytes, limits: ArchiveLimits) throws {
    let location = try ZipDirectoryLocation(archive)
    try limits.checkEntries(count: location.count)
    guard location.count <= location.size / ZipFormat.centralHeaderSize else {
      throw UnrollError(
        .corruptFile, "the directory of the zip archive is too small for its entries",
        expected: "\(location.count) entries", found: "\(location.size) bytes",
        hint: Advice.copyAgain)
    }
    let range = location.offset..<(location.offset + location.size)
    var reader = LittleEndianReader(archive[range])
    var entries: [Entry] = []
    entries.reserveCapacity(location.count)
    var total = 0
    for index in 0..<location.count {
      let entry = try locating("directory entry \(index)") { try Self.entry(&reader) }
      total = try Self.sum(total, entry.size)
      try limits.checkTotal(bytes: total)
      entries.append(entry)
    }
    try Self.checkOverlaps(entries, end: location.offset)
    self.entries = entries
    offset = location.offset
  }

  private static func entry(_ reader: inout LittleEndianReader) throws -> Entry {
    guard try reader.number(UInt32.self) == ZipFormat.centralHeader else {
      throw UnrollError(
        .corruptFile, "the directory of the zip archive is damaged", hint: Advice.copyAgain)
    }
    let madeBy = try reader.number(UInt16.self)
    try reader.skip(2)  // version needed
    let flags = try reader.number(UInt16.self)
    let method = try reader.number(UInt16.self)
    try reader.skip(4)  // time and date
    let checksum = try reader.number(UInt32.self)
    var wide = Zip64Fields(
      compressedSize: try reader.number(UInt32.self), size: try reader.number(UInt32.self))
    let nameCount = Int(try reader.number(UInt16.self))
    let extraCount = Int(try reader.number(UInt16.self))
    let commentCount = Int(try reader.number(UInt16.self))
    try reader.skip(4)  // disk, internal attributes
    let attributes = try reader.number(UInt32.self)
    wide.offset = UInt64(try reader.number(UInt32.self))
    let rawName = try reader.bytes(nameCount)
    try wide.resolve(try reader.bytes(extraCount))
    try reader.skip(commentCount)
    return Entry(
      name: try name(rawName), rawName: rawName, flags: flags, method: method, checksum: checksum,
      compressedSize: try integer(wide.compressedSize), size: try integer(wide.size),
      headerOffset: try integer(wide.offset), madeBy: madeBy, attributes: attributes)
  }

  private static func name(_ raw: FileBytes) throws -> String {
    let bytes = raw.toArray()
    guard !bytes.isEmpty, !bytes.contains(0) else {
      throw UnrollError(
        .corruptFile, "a member of the zip archive has no usable name",
        found: bytes.isEmpty ? "an empty name" : "a name with a zero byte",
        hint: "pack the archive again")
    }
    // Names in an older character set are repaired rather than guessed: they are only text.
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Throws if two members share bytes, the trick by which small archives unpack to huge ones.
  private static func checkOverlaps(_ entries: [Entry], end: Int) throws {
    var reached = 0
    for entry in entries.sorted(by: { $0.headerOffset < $1.headerOffset }) {
      let least = ZipFormat.localHeaderSize + entry.rawName.count
      let dataEnd = try sum(try sum(entry.headerOffset, least), entry.compressedSize)
      guard entry.headerOffset >= reached, dataEnd <= end else {
        throw UnrollError(
          .corruptFile, "the data of a zip member overlaps another part of the archive",
          path: [entry.name.printableName], hint: Advice.copyAgain)
      }
      reached = dataEnd
    }
  }

  private static func sum(_ left: Int, _ right: Int) throws -> Int {
    let (value, overflow) = left.addingReportingOverflow(right)
    guard !overflow else { throw absurd() }
    return value
  }

  /// A 64-bit number of the file as an `Int`.
  static func integer(_ number: UInt64) throws -> Int {
    guard let value = Int(exactly: number) else { throw absurd() }
    return value
  }

  private static func absurd() -> UnrollError {
    UnrollError(
      .corruptFile, "the zip archive states a size that no file can have", hint: Advice.copyAgain)
  }
}

/// The numbers of an entry that zip64 keeps in an extra field when they need 64 bits.
private struct Zip64Fields {
  var compressedSize: UInt64
  var size: UInt64
  var offset: UInt64 = 0

  init(compressedSize: UInt32, size: UInt32) {
    self.compressedSize = UInt64(compressedSize)
    self.size = UInt64(size)
  }

  /// Replaces the numbers that say "see the extra field".
  mutating func resolve(_ extra: FileBytes) throws {
    var fields = LittleEndianReader(extra)
    while fields.remaining >= 4 {
      let kind = try fields.number(UInt16.self)
      let content = try fields.bytes(Int(try fields.number(UInt16.self)))
      guard kind == ZipFormat.zip64Extra else { continue }
      var wide = LittleEndianReader(content)
      if size == UInt32.max { size = try wide.number(UInt64.self) }
      if compressedSize == UInt32.max { compressedSize = try wide.number(UInt64.self) }
      if offset == UInt32.max { offset = try wide.number(UInt64.self) }
      return
    }
  }
}
