import UnrollTensor

/// A zip archive whose members are read by name, in any order, from a memory-mapped file.
///
/// Nothing in the file is believed before it is checked: the directory must lie inside the file,
/// names must be unique, members must not overlap, sizes must be possible and within the limits,
/// local headers must agree with the directory, and checksums with the data.
public final class ZipFile: Sendable {
  /// One member of the archive, as the directory describes it.
  public struct Member: Hashable, Sendable {
    /// The name: text, never used as a path.
    public let name: String
    /// The size of the data in bytes, uncompressed.
    public let size: Int
    /// The size of the data in the archive in bytes.
    public let compressedSize: Int
    /// Whether the data lies in the archive as it is.
    public let isStored: Bool
    /// What the member is; only files have data.
    public let kind: ArchiveEntryKind
    /// The CRC-32 that the data is to have.
    public let checksum: UInt32
  }

  /// The path of the archive, or what the caller named it.
  public let path: String
  /// The members in the order of the directory.
  public let members: [Member]

  private let archive: FileBytes
  private let limits: ArchiveLimits
  private let directory: ZipDirectory
  private let indices: [String: Int]

  /// Maps an archive and reads its directory.
  ///
  /// - Parameters:
  ///   - path: The file, which must not be changed while the archive or its data is in use.
  ///   - limits: Budgets for members, their sizes, and all of them together.
  /// - Throws: `UnrollError` that names the file, and the member where one is at fault.
  public convenience init(path: String, limits: ArchiveLimits = .standard) throws {
    try self.init(FileBytes(mapping: path), name: path, limits: limits)
  }

  /// Reads the directory of an archive in memory.
  ///
  /// - Parameters:
  ///   - archive: The whole archive.
  ///   - name: What errors call it.
  ///   - limits: Budgets for members, their sizes, and all of them together.
  /// - Throws: `UnrollError` that begins with `name`.
  public init(_ archive: FileBytes, name: String, limits: ArchiveLimits = .standard) throws {
    let directory = try locating(name) { try ZipDirectory(archive, limits: limits) }
    var indices: [String: Int] = [:]
    for (index, entry) in directory.entries.enumerated() {
      guard indices.updateValue(index, forKey: entry.name) == nil else {
        throw UnrollError(
          .corruptFile, "the zip archive has two members of one name",
          path: [name, entry.name.printableName], hint: "pack the archive again")
      }
    }
    path = name
    members = directory.entries.map(Member.init)
    self.archive = archive
    self.limits = limits
    self.directory = directory
    self.indices = indices
  }

  /// The member of a name, nil if there is none.
  public func member(_ name: String) -> Member? { indices[name].map { members[$0] } }

  /// The data of a member: a slice of the mapped file if it is stored, otherwise inflated.
  ///
  /// - Parameters:
  ///   - name: The name of the member.
  ///   - verifyingChecksum: Whether the data is read once to compare its checksum; leave it out
  ///     only for large stored members whose content is verified otherwise.
  /// - Returns: The data.
  /// - Throws: `UnrollError` that names archive and member if it is missing, damaged, encrypted,
  ///   too large or compressed by a method other than deflate.
  public func read(_ name: String, verifyingChecksum: Bool = true) throws -> FileBytes {
    guard let index = indices[name] else {
      throw UnrollError(
        .notFound, "the zip archive has no member of this name", path: [path, name.printableName],
        hint: "the archive is not whole; write it again")
    }
    return try locating(path) {
      try locating(name.printableName) {
        try readData(at: index, verifyingChecksum: verifyingChecksum)
      }
    }
  }

  /// The data of the member at a position of ``members``; errors do not name archive and member.
  func readData(at index: Int, verifyingChecksum: Bool = true) throws -> FileBytes {
    let entry = directory.entries[index]
    try members[index].kind.checkIsFile()
    let raw = try archive[dataRange(of: entry)]
    let data = entry.method == ZipFormat.stored ? raw : try inflate(raw, entry)
    if verifyingChecksum { try verify(data, entry) }
    return data
  }

  /// The size of the archive in bytes.
  var fileSize: Int { archive.count }

  /// Where the archive's bytes of a member end: how far a sequential reader has come.
  func endOffset(at index: Int) -> Int {
    directory.entries[index].headerOffset + directory.entries[index].compressedSize
  }
}

// MARK: - Checks

extension ZipFile {
  /// Where the data of a member lies, after its local header was compared with the directory.
  private func dataRange(of entry: ZipDirectory.Entry) throws -> Range<Int> {
    try checkReadable(entry)
    var header = LittleEndianReader(archive, at: entry.headerOffset)
    guard try header.number(UInt32.self) == ZipFormat.localHeader else { throw contradiction() }
    try header.skip(2)  // version needed
    let flags = try header.number(UInt16.self)
    let method = try header.number(UInt16.self)
    try header.skip(8)  // time, date, checksum
    let compressedSize = try header.number(UInt32.self)
    let size = try header.number(UInt32.self)
    let nameCount = Int(try header.number(UInt16.self))
    let extraCount = Int(try header.number(UInt16.self))
    let name = try header.bytes(nameCount)
    try header.skip(extraCount)
    let statesSizes = flags & ZipFormat.descriptorFlag == 0
    guard method == entry.method, name.toArray() == entry.rawName.toArray(),
      !statesSizes || (agrees(compressedSize, entry.compressedSize) && agrees(size, entry.size))
    else { throw contradiction() }
    let start = header.position
    guard start <= directory.offset, entry.compressedSize <= directory.offset - start else {
      throw UnrollError(
        .corruptFile, "the data of the zip member leaves the archive", hint: Advice.copyAgain)
    }
    return start..<(start + entry.compressedSize)
  }

  private func checkReadable(_ entry: ZipDirectory.Entry) throws {
    guard entry.flags & ZipFormat.encryptedFlags == 0 else {
      throw UnrollError(
        .unsupported, "the zip member is encrypted",
        hint: "unpack it and pack it without a password")
    }
    guard [ZipFormat.stored, ZipFormat.deflated].contains(entry.method) else {
      throw UnrollError(
        .unsupported, "the zip member is compressed by an unsupported method",
        expected: "stored (0) or deflate (8)", found: "method \(entry.method)",
        hint: "pack it again with zip's default settings")
    }
    try limits.checkEntry(bytes: entry.size)
    let isStored = entry.method == ZipFormat.stored
    let (most, overflow) = (entry.compressedSize + 1)
      .multipliedReportingOverflow(by: ZipFormat.highestDeflateRatio)
    guard isStored ? entry.size == entry.compressedSize : overflow || entry.size <= most else {
      throw UnrollError(
        .corruptFile, "the size of the zip member cannot be true",
        found: "\(entry.size) bytes from \(entry.compressedSize) in the archive",
        hint: Advice.copyAgain)
    }
  }

  private func agrees(_ local: UInt32, _ value: Int) -> Bool {
    local == .max || Int(local) == value
  }

  private func contradiction() -> UnrollError {
    UnrollError(
      .corruptFile, "the header of the zip member contradicts the directory",
      hint: Advice.copyAgain)
  }

  private func verify(_ data: FileBytes, _ entry: ZipDirectory.Entry) throws {
    guard data.withBytes({ Checksum.of($0) }) == entry.checksum else {
      throw UnrollError(
        .corruptFile, "the data of the zip member does not match its checksum",
        hint: Advice.copyAgain)
    }
  }

  private func inflate(_ raw: FileBytes, _ entry: ZipDirectory.Entry) throws -> FileBytes {
    let data = try raw.withBytes { try Inflater(.none).inflateAll($0, size: entry.size) }
    return FileBytes(data)
  }
}

extension ZipFile.Member {
  fileprivate init(_ entry: ZipDirectory.Entry) {
    name = entry.name
    size = entry.size
    compressedSize = entry.compressedSize
    isStored = entry.method == ZipFormat.stored
    kind = ArchiveEntryKind(zipEntry: entry)
    checksum = entry.checksum
  }
}

extension ArchiveEntryKind {
  /// What a zip member is: by the mode bits of Unix, and by the slash at its end.
  fileprivate init(zipEntry entry: ZipDirectory.Entry) {
    let format = entry.madeBy >> 8 == 3 ? (entry.attributes >> 16) & 0o170000 : 0
    switch format {
    case 0o120000: self = .symbolicLink
    case 0o040000: self = .directory
    case 0, 0o100000: self = entry.name.hasSuffix("/") ? .directory : .file
    default: self = .other
    }
  }
}
