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
/// Keeps the mapping alive. A mapped file must not be made shorter while it is in use: the system
/// ends the process when bytes are read that are no longer there.
public struct FileBytes: Sendable {
  private enum Storage: Sendable {
    case mapped(FileMapping)
    case array([UInt8])
  }

  private let storage: Storage
  private let range: Range<Int>

  /// Maps a whole file.
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

  /// Whether the bytes lie in a mapped file.
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

/// A file in memory, read on demand by the system.
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
    let address = size == 0 ? nil : file.map(size)
    guard address != MAP_FAILED else {
      throw SystemError.make("cannot map the file", path: path, number: SystemError.current)
    }
    base = address
  }

  deinit { if let base { munmap(base, count) } }

  func withBytes<Result>(_ body: (RawSpan) throws -> Result) rethrows -> Result {
    try body(UnsafeRawBufferPointer(start: base, count: count).bytes)
  }
}
