import CArchive
import UnrollTensor

/// libarchive's reader of tar, fed from a ``ByteStream``; the one type that holds its pointers.
///
/// Decompression is not libarchive's here: the stream verifies checksums and keeps the budget.
final class TarArchive {
  /// What libarchive says about a call.
  enum Outcome { case done, end, failed }

  private let archive: OpaquePointer
  private let feed: Feed
  private var entry: OpaquePointer?

  /// Opens the archive, which reads its first block.
  ///
  /// - Parameter stream: Where the bytes come from.
  /// - Throws: `UnrollError` if the stream fails or does not hold a tar archive.
  init(_ stream: ByteStream) throws {
    guard let archive = archive_read_new() else {
      throw UnrollError(.io, "libarchive cannot start", hint: Advice.freeMemory)
    }
    self.archive = archive
    feed = Feed(stream)
    archive_read_support_format_tar(archive)
    let status = archive_read_open2(
      archive, Unmanaged.passUnretained(feed).toOpaque(), nil,
      { _, context, target in Feed.deliver(context, target) }, nil, nil)
    try check(status)
  }

  deinit { archive_read_free(archive) }

  /// Moves to the next entry.
  ///
  /// - Returns: Whether there is one.
  /// - Throws: `UnrollError` without a path if the archive is damaged or truncated.
  func advance() throws -> Bool {
    let status = archive_read_next_header(archive, &entry)
    if status == ARCHIVE_EOF && feed.failure == nil {
      try finish()
      return false
    }
    try check(status)
    return true
  }

  /// The bytes of the file that were taken so far.
  var fileBytesRead: Int { feed.fileBytesRead }

  /// The entry that ``advance()`` came to.
  var current: ArchiveEntry {
    let kind = self.kind
    let size = archive_entry_size_is_set(entry) != 0 ? archive_entry_size(entry) : 0
    return ArchiveEntry(path: name, kind: kind, size: kind == .file ? max(Int(size), 0) : 0)
  }

  /// Reads data of the current entry.
  ///
  /// - Parameter target: Where the bytes go.
  /// - Returns: How many bytes were read; 0 at the end of the entry.
  /// - Throws: `UnrollError` without a path if the archive is damaged or truncated.
  func read(into target: UnsafeMutableRawBufferPointer) throws -> Int {
    let count = archive_read_data(archive, target.baseAddress, target.count)
    guard count >= 0 else { throw failure() }
    return count
  }

  /// Reads to the end of the stream, so that its checksum is verified too.
  private func finish() throws {
    guard !feed.hasEnded || feed.endsWithZeros else {
      throw UnrollError(
        .corruptFile, "the tar archive ends without its end mark",
        hint: "the file was cut short; download or copy it again")
    }
    try feed.drain()
  }

  /// The name: libarchive knows it as UTF-8 from pax headers, as plain bytes from others, which
  /// it does not convert in the "C" locale that every process starts in.
  private var name: String {
    // Converting takes longer than inflating the header; most names need none.
    if let text = archive_entry_pathname(entry).map({ String(cString: $0) }),
      text.utf8.allSatisfy({ $0 < 0x80 && $0 != UInt8(ascii: "?") })
    {
      return text
    }
    if let text = archive_entry_pathname_utf8(entry) { return String(cString: text) }
    if let text = archive_entry_pathname(entry) { return String(cString: text) }
    return ""
  }

  private var kind: ArchiveEntryKind {
    if archive_entry_hardlink(entry) != nil { return .hardLink }
    return switch Int(archive_entry_filetype(entry)) {
    case 0o100000: .file
    case 0o040000: .directory
    case 0o120000: .symbolicLink
    default: .other
    }
  }

  /// Warnings are about names and times that cannot be expressed; the data is whole.
  private func check(_ status: Int32) throws {
    guard status == ARCHIVE_OK || status == ARCHIVE_WARN, feed.failure == nil else {
      throw failure()
    }
  }

  /// What went wrong: in the stream if that failed, otherwise in the format.
  private func failure() -> any Error {
    if let failure = feed.failure { return failure }
    let reason = archive_error_string(archive).map { String(cString: $0) }
    return UnrollError(
      .corruptFile, "the file is not a whole tar archive", found: reason,
      hint: "expected .tar, .tar.gz, .tgz or .zip; if it is one, download or copy it again")
  }
}

/// Hands blocks of a stream to libarchive while the next are inflated, and keeps the error that a
/// C callback cannot throw.
private final class Feed {
  private(set) var failure: (any Error)?
  private(set) var hasEnded = false
  /// Whether what was delivered closes with a block of zeros, as the end mark of tar does.
  var endsWithZeros: Bool { zeros >= 512 }

  private var zeros = 0
  private let path: String
  private let reader: ReadAhead
  private var block: ReadAhead.Block?

  init(_ stream: ByteStream) {
    path = stream.path
    reader = ReadAhead(stream, blockSize: 256 << 10)
  }

  /// The bytes of the file behind what was delivered.
  private(set) var fileBytesRead = 0

  /// libarchive's callback: points `target` at the next block and returns its size.
  static func deliver(
    _ context: UnsafeMutableRawPointer?, _ target: UnsafeMutablePointer<UnsafeRawPointer?>?
  ) -> Int {
    guard let context, let target else { return Int(ARCHIVE_FATAL) }
    let feed = Unmanaged<Feed>.fromOpaque(context).takeUnretainedValue()
    do {
      let bytes = try feed.next()
      target.pointee = bytes?.baseAddress
      return bytes?.count ?? 0
    } catch {
      feed.failure = error
      return Int(ARCHIVE_FATAL)
    }
  }

  private func next() throws -> UnsafeRawBufferPointer? {
    let bytes = try fill()
    hasEnded = bytes == nil
    guard let bytes else { return nil }
    let closing = bytes.reversed().prefix { $0 == 0 }.count
    zeros = closing == bytes.count ? zeros + closing : closing
    return bytes
  }

  func drain() throws {
    while try fill() != nil {}
  }

  /// The next block; errors lose the name of the file, which the archive's reader adds itself.
  private func fill() throws -> UnsafeRawBufferPointer? {
    do {
      guard try reader.next(&block), let block else { return nil }
      fileBytesRead = block.fileBytesRead
      return block.bytes
    } catch var error as UnrollError {
      if error.path.first == path { error.path.removeFirst() }
      throw error
    }
  }
}
