import UnrollTensor

/// Writes a zip archive of stored, that is uncompressed, members.
///
/// Members are stored so that they can be used in place: the data of each starts at a multiple of
/// its alignment, counted from the start of the file, and therefore also in a memory-mapped file.
/// The same members give the same bytes: times are fixed. Sizes and offsets beyond 4 GiB are
/// written as zip64. Call ``finish()`` last; without it the file is not an archive.
public struct ZipWriter {
  private let file: OutputFile
  private let start: Int
  private let zip64Threshold: Int
  private var members: [WrittenMember] = []
  private var names: Set<String> = []

  /// Starts an archive at the position of `file`.
  ///
  /// - Parameter file: Where the archive goes, front to back.
  public init(to file: OutputFile) { self.init(to: file, zip64Threshold: 0xFFFF_FFFF) }

  /// Starts an archive that uses zip64 from sizes and offsets of `zip64Threshold` on, so that
  /// tests reach it without gigabytes.
  package init(to file: OutputFile, zip64Threshold: Int) {
    self.file = file
    self.start = file.position
    self.zip64Threshold = zip64Threshold
  }

  /// Adds a member.
  ///
  /// - Parameters:
  ///   - name: Its name: a relative path with `/` between folders, not yet in the archive.
  ///   - data: Its content.
  ///   - alignment: The data starts at a multiple of this; a power of two up to 32 768.
  /// - Throws: `UnrollError` that names the member if the name is unusable or the write fails.
  public mutating func add(name: String, data: RawSpan, alignment: Int = 64) throws {
    precondition(
      alignment > 0 && alignment <= 32_768 && alignment & (alignment - 1) == 0,
      "the alignment of a zip member is a power of two up to 32 768")
    try check(name)
    let member = WrittenMember(
      name: Array(name.utf8), checksum: Checksum.of(data), size: data.byteCount,
      offset: file.position - start, zip64Threshold: zip64Threshold)
    try locating(name) {
      try file.write(member.localHeader(alignment: alignment, archiveStart: start))
      try file.write(data)
    }
    members.append(member)
    names.insert(name)
  }

  /// Adds a member.
  ///
  /// - Parameters:
  ///   - name: Its name: a relative path with `/` between folders, not yet in the archive.
  ///   - data: Its content.
  ///   - alignment: The data starts at a multiple of this; a power of two up to 32 768.
  /// - Throws: `UnrollError` that names the member if the name is unusable or the write fails.
  public mutating func add(name: String, data: [UInt8], alignment: Int = 64) throws {
    try add(name: name, data: data.span.bytes, alignment: alignment)
  }

  /// Writes the directory, after which the archive is complete.
  ///
  /// - Throws: `UnrollError` that names the file if the write fails.
  public consuming func finish() throws {
    let offset = file.position - start
    for member in members { try file.write(member.centralHeader) }
    let directory = WrittenDirectory(
      count: members.count, offset: offset, size: file.position - start - offset,
      zip64Threshold: zip64Threshold)
    try file.write(directory.end)
  }

  private func check(_ name: String) throws {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    let isRelative = parts.allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." }
    guard isRelative, name.utf8.count <= 0xFFFF, !name.utf8.contains(0) else {
      throw UnrollError(
        .invalidInput, "the name cannot be used in a zip archive", path: [name],
        expected: "a relative path such as assets/words.txt", hint: "choose another name")
    }
    guard !names.contains(name) else {
      throw UnrollError(
        .invalidInput, "the archive already has a member of this name", path: [name],
        hint: "choose another name")
    }
  }
}

/// A member as its two headers describe it.
private struct WrittenMember {
  let name: [UInt8]
  let checksum: UInt32
  let size: Int
  let offset: Int
  let zip64Threshold: Int

  private var isLarge: Bool { size >= zip64Threshold }
  private var isFar: Bool { offset >= zip64Threshold }
  private var version: UInt16 {
    isLarge || isFar ? ZipFormat.zip64Version : ZipFormat.version
  }
  private var flags: UInt16 { name.allSatisfy { $0 < 0x80 } ? 0 : ZipFormat.utf8Flag }
  private var shortSize: UInt32 { isLarge ? .max : UInt32(size) }

  /// The header before the data, padded so that the data is aligned.
  func localHeader(alignment: Int, archiveStart: Int) -> [UInt8] {
    var extra = LittleEndianWriter()
    if isLarge { appendZip64(to: &extra, sizes: true, offset: false) }
    let end = archiveStart + offset + ZipFormat.localHeaderSize + name.count + extra.bytes.count
    appendPadding(to: &extra, from: end, alignment: alignment)
    var header = LittleEndianWriter()
    header.append(ZipFormat.localHeader)
    appendCommon(to: &header, extraCount: extra.bytes.count)
    header.append(name)
    header.append(extra.bytes)
    return header.bytes
  }

  /// The entry of the directory.
  var centralHeader: [UInt8] {
    var extra = LittleEndianWriter()
    if isLarge || isFar { appendZip64(to: &extra, sizes: isLarge, offset: isFar) }
    var header = LittleEndianWriter()
    header.append(ZipFormat.centralHeader)
    header.append(ZipFormat.madeByUnix | version)
    appendCommon(to: &header, extraCount: extra.bytes.count)
    header.append(UInt16(0))  // comment
    header.append(UInt16(0))  // disk
    header.append(UInt16(0))  // internal attributes
    header.append(ZipFormat.regularFile)
    header.append(isFar ? .max : UInt32(offset))
    header.append(name)
    header.append(extra.bytes)
    return header.bytes
  }

  /// The fields that both headers have in common, in the same order.
  private func appendCommon(to header: inout LittleEndianWriter, extraCount: Int) {
    header.append(version)
    header.append(flags)
    header.append(ZipFormat.stored)
    header.append(UInt16(0))  // time
    header.append(ZipFormat.firstDate)
    header.append(checksum)
    header.append(shortSize)  // compressed
    header.append(shortSize)
    header.append(UInt16(name.count))
    header.append(UInt16(extraCount))
  }

  private func appendZip64(to extra: inout LittleEndianWriter, sizes: Bool, offset isNeeded: Bool) {
    extra.append(ZipFormat.zip64Extra)
    extra.append(UInt16((sizes ? 16 : 0) + (isNeeded ? 8 : 0)))
    if sizes {
      extra.append(UInt64(size))
      extra.append(UInt64(size))
    }
    if isNeeded { extra.append(UInt64(offset)) }
  }

  /// Pads to the next multiple of `alignment`, unless `end` is one already.
  private func appendPadding(to extra: inout LittleEndianWriter, from end: Int, alignment: Int) {
    guard end % alignment != 0 else { return }
    let fieldSize = 6
    let padding = (alignment - (end + fieldSize) % alignment) % alignment
    extra.append(ZipFormat.alignmentExtra)
    extra.append(UInt16(2 + padding))
    extra.append(UInt16(alignment))
    extra.append([UInt8](repeating: 0, count: padding))
  }
}

/// The records after the last entry of the directory.
private struct WrittenDirectory {
  let count: Int
  let offset: Int
  let size: Int
  let zip64Threshold: Int

  private var needsZip64: Bool {
    count >= 0xFFFF || offset >= zip64Threshold || size >= zip64Threshold
  }

  var end: [UInt8] {
    var record = LittleEndianWriter()
    if needsZip64 { appendZip64(to: &record) }
    record.append(ZipFormat.endOfDirectory)
    record.append(UInt32(0))  // disks
    record.append(needsZip64 ? .max : UInt16(count))
    record.append(needsZip64 ? .max : UInt16(count))
    record.append(needsZip64 ? .max : UInt32(size))
    record.append(needsZip64 ? .max : UInt32(offset))
    record.append(UInt16(0))  // comment
    return record.bytes
  }

  private func appendZip64(to record: inout LittleEndianWriter) {
    record.append(ZipFormat.zip64EndOfDirectory)
    record.append(UInt64(ZipFormat.zip64EndOfDirectorySize - 12))
    record.append(ZipFormat.madeByUnix | ZipFormat.zip64Version)
    record.append(ZipFormat.zip64Version)
    record.append(UInt64(0))  // disks
    record.append(UInt64(count))
    record.append(UInt64(count))
    record.append(UInt64(size))
    record.append(UInt64(offset))
    record.append(ZipFormat.zip64Locator)
    record.append(UInt32(0))  // disk
    record.append(UInt64(offset + size))
    record.append(UInt32(1))  // disks in all
  }
}
