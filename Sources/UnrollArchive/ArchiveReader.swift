import UnrollTensor

/// Reads `.tar`, `.tar.gz`, `.tgz` and `.zip` archives entry by entry.
///
/// ```swift
/// let reader = try ArchiveReader(path: "reviews.tar.gz")
/// while let entry = try reader.nextFile() {
///   let bytes = try reader.readData()
/// }
/// ```
///
/// Nothing is unpacked on the disk, no temporary file is made, links are never followed: names
/// are text. The format is recognised by content. Budgets are checked before memory is reserved
/// and while data is inflated. Not to be used from several threads at once.
public final class ArchiveReader {
  /// The path of the archive.
  public let path: String
  /// The entries passed so far, of any kind.
  public private(set) var entryCount = 0

  private let source: any ArchiveSource
  private let limits: ArchiveLimits
  private var current: ArchiveEntry?
  private var isDataPending = false
  private var hasEnded = false
  private var bytesRead = 0

  /// Opens an archive.
  ///
  /// - Parameters:
  ///   - path: The archive.
  ///   - limits: Budgets for entries and bytes.
  /// - Throws: `UnrollError` that names the file if it is missing, unreadable or no archive.
  public convenience init(path: String, limits: ArchiveLimits = .standard) throws {
    try self.init(ByteStream(path: path, limits: limits), limits: limits) {
      try ZipFile(path: path, limits: limits)
    }
  }

  /// Reads an archive in memory.
  ///
  /// - Parameters:
  ///   - bytes: The whole archive.
  ///   - name: What errors call it.
  ///   - limits: Budgets for entries and bytes.
  /// - Throws: `UnrollError` that begins with `name` if the bytes are no archive.
  package convenience init(
    _ bytes: FileBytes, name: String, limits: ArchiveLimits = .standard
  ) throws {
    try self.init(ByteStream(bytes, name: name, limits: limits), limits: limits) {
      try ZipFile(bytes, name: name, limits: limits)
    }
  }

  private init(
    _ stream: ByteStream, limits: ArchiveLimits, zip: () throws -> ZipFile
  ) throws {
    path = stream.path
    self.limits = limits
    source =
      switch try ArchiveFormat(stream) {
      case .zip: ZipSource(try zip())
      case .tar: try TarSource(stream)
      }
  }

  /// The bytes of the file that were read so far: progress to compare with ``fileSize``.
  public var fileBytesRead: Int { source.fileBytesRead }

  /// The size of the file in bytes; nil for pipes.
  public var fileSize: Int? { source.fileSize }

  /// Moves to the next entry, of any kind; what is left of the data of the last one is skipped.
  ///
  /// - Returns: The entry, nil after the last.
  /// - Throws: `UnrollError` that names the file, and the entry where one is at fault.
  public func next() throws -> ArchiveEntry? {
    if hasEnded { return nil }
    let last = current
    current = nil
    isDataPending = false
    let entry = try locating(path) { () throws -> ArchiveEntry? in
      guard let entry = try source.next(after: last) else { return nil }
      entryCount += 1
      try limits.checkEntries(count: entryCount)
      return entry
    }
    current = entry
    isDataPending = entry != nil
    hasEnded = entry == nil
    return entry
  }

  /// Moves to the next regular file; folders, links and devices are passed over.
  ///
  /// - Returns: The entry, nil after the last.
  /// - Throws: `UnrollError` that names the file, and the entry where one is at fault.
  public func nextFile() throws -> ArchiveEntry? {
    while let entry = try next() {
      if entry.kind == .file { return entry }
    }
    return nil
  }

  /// The data of the current entry.
  ///
  /// - Precondition: ``next()`` or ``nextFile()`` returned an entry whose data was not read yet.
  /// - Returns: All its bytes.
  /// - Throws: `UnrollError` that names file and entry if the data is damaged, truncated, larger
  ///   than the limits, or if the entry is not a regular file.
  public func readData() throws -> [UInt8] {
    var data: [UInt8] = []
    try readData(appendingTo: &data)
    return data
  }

  /// Appends the data of the current entry to an array.
  ///
  /// - Precondition: ``next()`` or ``nextFile()`` returned an entry whose data was not read yet.
  /// - Parameter data: Grows by the bytes of the entry; on an error it may have grown by a part.
  /// - Throws: `UnrollError` that names file and entry if the data is damaged, truncated, larger
  ///   than the limits, or if the entry is not a regular file.
  public func readData(appendingTo data: inout [UInt8]) throws {
    guard let entry = current, isDataPending else {
      preconditionFailure("the data of an entry is read once, after next()")
    }
    isDataPending = false
    let before = data.count
    try locating(path) {
      try locating(entry.path.printableName) {
        try entry.kind.checkIsFile()
        try limits.checkEntry(bytes: entry.size)
        try limits.checkTotal(bytes: bytesRead + entry.size)
        try source.readData(entry, appendingTo: &data)
      }
    }
    bytesRead += data.count - before
  }
}

/// What an archive reader reads from.
private protocol ArchiveSource: AnyObject {
  var fileBytesRead: Int { get }
  var fileSize: Int? { get }

  /// Moves on; `last` is the entry to which an error of skipping belongs.
  func next(after last: ArchiveEntry?) throws -> ArchiveEntry?

  /// Appends exactly the bytes of the entry, whose size is within the limits.
  func readData(_ entry: ArchiveEntry, appendingTo data: inout [UInt8]) throws
}

/// Entries of a tar archive, in their order.
private final class TarSource: ArchiveSource {
  private let archive: TarArchive
  let fileSize: Int?

  init(_ stream: ByteStream) throws {
    fileSize = stream.fileSize
    archive = try locating(stream.path) { try TarArchive(stream) }
  }

  var fileBytesRead: Int { archive.fileBytesRead }

  func next(after last: ArchiveEntry?) throws -> ArchiveEntry? {
    do {
      return try archive.advance() ? archive.current : nil
    } catch let error as UnrollError {
      throw last.map { error.within("after \($0.path.printableName)") } ?? error
    }
  }

  func readData(_ entry: ArchiveEntry, appendingTo data: inout [UInt8]) throws {
    var rest = entry.size
    while rest > 0 {
      // Memory grows with the data that is there, not with the size that a header claims.
      let wanted = min(rest, 1 << 20)
      let chunk = try [UInt8](unsafeUninitializedCapacity: wanted) { target, count in
        count = try archive.read(into: UnsafeMutableRawBufferPointer(target))
      }
      guard !chunk.isEmpty else {
        throw UnrollError(
          .corruptFile, "the entry ends early", expected: "\(entry.size) bytes",
          found: "\(entry.size - rest) bytes")
      }
      data += chunk
      rest -= chunk.count
    }
  }
}

/// Entries of a zip archive, in the order of its directory.
private final class ZipSource: ArchiveSource {
  private let zip: ZipFile
  private var index = -1

  init(_ zip: ZipFile) { self.zip = zip }

  var fileBytesRead: Int {
    if index < 0 { return 0 }
    return index < zip.members.count ? zip.endOffset(at: index) : zip.fileSize
  }
  var fileSize: Int? { zip.fileSize }

  func next(after last: ArchiveEntry?) -> ArchiveEntry? {
    index = min(index + 1, zip.members.count)
    guard index < zip.members.count else { return nil }
    let member = zip.members[index]
    return ArchiveEntry(
      path: member.name, kind: member.kind, size: member.kind == .file ? member.size : 0)
  }

  func readData(_ entry: ArchiveEntry, appendingTo data: inout [UInt8]) throws {
    try zip.readData(at: index).withBytes { bytes in
      bytes.withUnsafeBytes { data.append(contentsOf: $0) }
    }
  }
}
