import UnrollTensor

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Bytes of a file: a part of a memory-mapped file, without a copy, or an array.
///
/// Keeps the mapping alive. Files of up to ``largestRead`` bytes are read into memory instead, and
/// are then out of everybody's reach. A larger file must not be made shorter while it is in use: the
/// system ends the process when bytes are read that are no longer there. Programs that replace
/// files by renaming, as ``AtomicFile`` does, never do that.
public struct FileBytes: Sendable {
  private enum Storage: Sendable {
    case mapped(FileMapping)
    case array([UInt8])
  }

  /// The most bytes that are read rather than mapped.
  public static let largestRead = 1 << 20

  private let storage: Storage
  private let range: Range<Int>

  /// Maps a whole file, or reads it if it is small.
  ///
  /// - Parameter path: The file.
  /// - Throws: `UnrollError` that names the file if it is missing, unreadable or not a file.
  public init(mapping path: String) throws {
    let mapping = try FileMapping(path)
    storage = .mapped(mapping)
    range = 0..<mapping.count
  }

  /// Takes the bytes of an array.
  ///
  /// - Parameter array: The bytes.
  public init(_ array: [UInt8]) {
    storage = .array(array)
    range = 0..<array.count
  }

  private init(storage: Storage, range: Range<Int>) {
    self.storage = storage
    self.range = range
  }

  /// The number of bytes.
  public var count: Int { range.count }

  /// Whether the bytes lie where the system put them, aligned to pages, rather than in an array.
  public var isMapped: Bool {
    if case .mapped = storage { true } else { false }
  }

  /// Calls `body` with the bytes, valid during the call.
  ///
  /// - Parameter body: Uses the bytes.
  /// - Returns: What `body` returns.
  /// - Throws: What `body` throws.
  public func withBytes<Result>(_ body: (RawSpan) throws -> Result) rethrows -> Result {
    switch storage {
    case .mapped(let mapping): try mapping.withBytes { try body($0.extracting(range)) }
    case .array(let array): try body(array.span.bytes.extracting(range))
    }
  }

  /// One byte.
  ///
  /// - Precondition: the index lies in `0..<count`.
  public subscript(index: Int) -> UInt8 {
    precondition(index >= 0 && index < count, "the byte lies outside")
    return withBytes { $0.unsafeLoad(fromUncheckedByteOffset: index, as: UInt8.self) }
  }

  /// A part of the bytes, not copied.
  ///
  /// - Precondition: the range lies in `0..<count`.
  public subscript(part: Range<Int>) -> FileBytes {
    precondition(part.lowerBound >= 0 && part.upperBound <= count, "the part lies outside")
    let start = range.lowerBound + part.lowerBound
    return FileBytes(storage: storage, range: start..<(start + part.count))
  }

  /// A copy of the bytes.
  public func toArray() -> [UInt8] {
    withBytes { bytes in bytes.withUnsafeBytes { Array($0) } }
  }
}

/// A file in memory: a small one read, a larger one read on demand by the system.
///
/// `@unchecked Sendable`: the memory is read-only from the first to the last moment.
private final class FileMapping: @unchecked Sendable {
  private let base: UnsafeMutableRawPointer?
  let count: Int

  init(_ path: String) throws {
    let file = try InputFile(path: path)
    guard let size = file.size else {
      throw UnrollError(
        .io, "cannot map the file", path: [path], expected: "a regular file",
        hint: "copy a pipe or a device to a file first")
    }
    count = size
    let isRead = size <= FileBytes.largestRead
    let address = size == 0 ? nil : isRead ? Self.pages(size) : file.map(size)
    guard address != MAP_FAILED else {
      throw SystemError.make("cannot map the file", path: path, number: SystemError.current)
    }
    base = address
    guard isRead, let base else { return }
    try Self.read(file, into: UnsafeMutableRawBufferPointer(start: base, count: size))
  }

  private static func pages(_ size: Int) -> UnsafeMutableRawPointer? {
    #if canImport(Darwin)
      let flags = MAP_PRIVATE | MAP_ANON
    #else
      // All pages at once cost less than one after the other.
      let flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE
    #endif
    return mmap(nil, size, PROT_READ | PROT_WRITE, flags, -1, 0)
  }

  private static func read(_ file: InputFile, into memory: UnsafeMutableRawBufferPointer) throws {
    var rest = memory
    while rest.count > 0 {
      let count = try file.read(into: rest)
      guard count > 0 else {
        throw UnrollError(
          .io, "the file became shorter while it was read", path: [file.path],
          expected: "\(memory.count) bytes", found: "\(memory.count - rest.count)",
          hint: "write files beside the old name and rename them")
      }
      rest = UnsafeMutableRawBufferPointer(rebasing: rest[count...])
    }
  }

  deinit { if let base { munmap(base, count) } }

  func withBytes<Result>(_ body: (RawSpan) throws -> Result) rethrows -> Result {
    try body(UnsafeRawBufferPointer(start: base, count: count).bytes)
  }
}
