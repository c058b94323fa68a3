import UnrollTensor

/// Where the directory of a zip archive lies, according to the record at the end of the file.
struct ZipDirectoryLocation {
  let count: Int
  let offset: Int
  let size: Int

  /// Finds the directory.
  ///
  /// - Parameter archive: The whole archive.
  /// - Throws: `UnrollError`, without the file's name, if the end record is missing or wrong.
  init(_ archive: FileBytes) throws {
    guard let end = Self.endRecord(archive) else {
      throw UnrollError(
        .corruptFile, "the zip archive has no directory at its end",
        found: "\(archive.count) bytes",
        hint: "the file is not a zip archive or was cut short; download or copy it again")
    }
    if let wide = try Self.zip64(archive, before: end) {
      self = wide
      return
    }
    var reader = LittleEndianReader(archive, at: end + 4)
    let disks = try reader.number(UInt32.self)
    let countHere = try reader.number(UInt16.self)
    let count = try reader.number(UInt16.self)
    guard disks == 0, countHere == count else { throw Self.severalDisks() }
    let size = Int(try reader.number(UInt32.self))
    try self.init(
      count: Int(count), offset: Int(try reader.number(UInt32.self)), size: size, end: end)
  }

  private init(count: Int, offset: Int, size: Int, end: Int) throws {
    guard offset <= end, size <= end - offset else {
      throw UnrollError(
        .corruptFile, "the directory of the zip archive lies outside the file",
        expected: "an end before byte \(end)", found: "\(size) bytes from byte \(offset) on",
        hint: Advice.copyAgain)
    }
    self.count = count
    self.offset = offset
    self.size = size
  }

  /// The offset of the last end record whose comment fills the rest of the file.
  private static func endRecord(_ archive: FileBytes) -> Int? {
    let last = archive.count - ZipFormat.endOfDirectorySize
    guard last >= 0 else { return nil }
    for offset in stride(from: last, through: max(last - 0xFFFF, 0), by: -1) {
      guard archive[offset] == 0x50 else { continue }
      var reader = LittleEndianReader(archive, at: offset)
      guard (try? reader.number(UInt32.self)) == ZipFormat.endOfDirectory else { continue }
      var comment = LittleEndianReader(archive, at: offset + ZipFormat.endOfDirectorySize - 2)
      if (try? comment.number(UInt16.self)).map(Int.init) == last - offset { return offset }
    }
    return nil
  }

  /// The location in the zip64 records, if the archive has them.
  private static func zip64(_ archive: FileBytes, before end: Int) throws -> Self? {
    let locatorOffset = end - ZipFormat.zip64LocatorSize
    guard locatorOffset >= 0 else { return nil }
    var locator = LittleEndianReader(archive, at: locatorOffset)
    guard try locator.number(UInt32.self) == ZipFormat.zip64Locator else { return nil }
    guard try locator.number(UInt32.self) == 0 else { throw severalDisks() }
    let recordOffset = try ZipDirectory.integer(try locator.number(UInt64.self))
    guard recordOffset <= locatorOffset - ZipFormat.zip64EndOfDirectorySize else {
      throw damagedZip64()
    }
    var record = LittleEndianReader(archive, at: recordOffset)
    guard try record.number(UInt32.self) == ZipFormat.zip64EndOfDirectory else {
      throw damagedZip64()
    }
    try record.skip(12)  // size of the record, versions
    guard try record.number(UInt64.self) == 0 else { throw severalDisks() }
    let countHere = try record.number(UInt64.self)
    let count = try record.number(UInt64.self)
    guard countHere == count else { throw severalDisks() }
    let size = try ZipDirectory.integer(try record.number(UInt64.self))
    let offset = try ZipDirectory.integer(try record.number(UInt64.self))
    return try Self(
      count: try ZipDirectory.integer(count), offset: offset, size: size, end: recordOffset)
  }

  private static func damagedZip64() -> UnrollError {
    UnrollError(
      .corruptFile, "the zip64 records at the end of the zip archive are damaged",
      hint: Advice.copyAgain)
  }

  private static func severalDisks() -> UnrollError {
    UnrollError(
      .unsupported, "the zip archive is split over several files", expected: "one file",
      hint: "unpack it and pack it again as one file")
  }
}
