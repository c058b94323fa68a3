import UnrollTensor

/// A file as a stream of bytes, inflated on the way if its content is gzip.
///
/// Whether a file is compressed is decided by its first bytes, not by its name. A gzip file of
/// several members reads as one stream; checksums are verified, and a file that ends early is an
/// error. An empty file is an empty stream. Not to be used from several threads at once.
public final class ByteStream {
  /// The path of the file.
  public let path: String
  /// Whether the file is gzip-compressed.
  public private(set) var isCompressed = false
  /// The bytes taken from the file so far, compressed if it is: progress to compare with
  /// ``fileSize``.
  public private(set) var fileBytesRead = 0
  /// The bytes handed out so far.
  public private(set) var position = 0
  /// The size of the file in bytes, compressed if it is; nil for pipes.
  public var fileSize: Int? { file.size }

  private static let bufferSize = 256 << 10

  private let file: InputFile
  private let limits: ArchiveLimits
  private var inflater: Inflater?
  private var buffer: [UInt8]
  private var unread = 0..<0
  private var isInsideMember = false

  /// Opens a file.
  ///
  /// - Parameters:
  ///   - path: The file: plain bytes or gzip.
  ///   - limits: Budgets; ``ArchiveLimits/totalBytes`` bounds the inflated stream.
  /// - Throws: `UnrollError` that names the file if it is missing, unreadable or a folder.
  public convenience init(path: String, limits: ArchiveLimits = .standard) throws {
    try self.init(InputFile(path: path), limits: limits)
  }

  /// Takes bytes in memory for a file.
  ///
  /// - Parameters:
  ///   - bytes: The content: plain bytes or gzip.
  ///   - name: What errors call it.
  ///   - limits: Budgets, as for a file.
  /// - Throws: `UnrollError` that begins with `name` if memory is exhausted.
  package convenience init(
    _ bytes: FileBytes, name: String, limits: ArchiveLimits = .standard
  ) throws {
    try self.init(InputFile(bytes, name: name), limits: limits)
  }

  private init(_ file: InputFile, limits: ArchiveLimits) throws {
    path = file.path
    self.limits = limits
    self.file = file
    buffer = [UInt8](repeating: 0, count: Self.bufferSize)
    try refill(atLeast: 2)
    if nextBytesAreGzip {
      isCompressed = true
      isInsideMember = true
      inflater = try locating(path) { try Inflater(.gzip) }
    }
  }

  /// The next bytes.
  ///
  /// - Parameter count: How many bytes are wanted.
  /// - Returns: As many bytes, fewer only where the stream ends, none at its end.
  /// - Throws: `UnrollError` that names the file if it is damaged, truncated or too large.
  public func read(upTo count: Int) throws -> [UInt8] {
    precondition(count >= 0, "a stream is read forwards")
    var result: [UInt8] = []
    // Memory grows with the data that is there: `count` may come from a file.
    while result.count < count {
      let wanted = min(count - result.count, max(result.count, 1 << 20))
      let chunk = try [UInt8](unsafeUninitializedCapacity: wanted) { target, initialized in
        initialized = try fill(UnsafeMutableRawBufferPointer(target))
      }
      if result.isEmpty { result = chunk } else { result += chunk }
      if chunk.count < wanted { break }
    }
    return result
  }

  /// Reads into memory of the caller.
  ///
  /// ```swift
  /// var rows = [Float](repeating: 0, count: 300 * 1024)
  /// var span = rows.mutableSpan
  /// var bytes = span.mutableBytes
  /// let count = try stream.read(into: &bytes)
  /// ```
  ///
  /// - Parameter target: The memory; its whole length is filled unless the stream ends before.
  /// - Returns: How many bytes were filled.
  /// - Throws: `UnrollError` that names the file if it is damaged, truncated or too large.
  public func read(into target: inout MutableRawSpan) throws -> Int {
    try target.withUnsafeMutableBytes { try fill($0) }
  }
}

// MARK: - Filling buffers

extension ByteStream {
  /// Fills `target` unless the stream ends before; returns the count of bytes.
  func fill(_ target: UnsafeMutableRawBufferPointer) throws -> Int {
    var filled = 0
    while filled < target.count {
      let count = try fillSome(UnsafeMutableRawBufferPointer(rebasing: target[filled...]))
      if count == 0 { break }
      filled += count
    }
    return filled
  }

  /// Fills a part of `target` that is convenient, so that data before a fault is still seen;
  /// returns the count of bytes, 0 only at the end.
  func fillSome(_ target: UnsafeMutableRawBufferPointer) throws -> Int {
    let count = try isCompressed ? inflateSome(into: target) : copySome(into: target)
    position += count
    try locating(path) { try limits.checkTotal(bytes: position) }
    return count
  }

  /// Copies plain bytes; large targets are filled by the system without a detour.
  private func copySome(into target: UnsafeMutableRawBufferPointer) throws -> Int {
    if unread.isEmpty && target.count >= buffer.count {
      let count = try file.read(into: target)
      fileBytesRead += count
      return count
    }
    guard try refill(atLeast: 1) else { return 0 }
    let count = min(unread.count, target.count)
    buffer.withUnsafeBytes {
      target.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[unread.prefix(count)]))
    }
    unread.removeFirst(count)
    return count
  }

  private func inflateSome(into target: UnsafeMutableRawBufferPointer) throws -> Int {
    guard let inflater else { return 0 }
    while try isInsideMember || startNextMember(inflater) {
      guard try refill(atLeast: 1) else { throw truncated() }
      let progress = try locating(path) {
        try buffer.withUnsafeBytes {
          try inflater.inflate(UnsafeRawBufferPointer(rebasing: $0[unread]), into: target)
        }
      }
      unread.removeFirst(progress.consumed)
      isInsideMember = !progress.isFinished
      if progress.produced > 0 { return progress.produced }
      // zlib stands still only on data that it cannot make sense of; never wait for it.
      if progress.consumed == 0 && !progress.isFinished { throw truncated() }
    }
    return 0
  }

  /// Finds the next gzip member; zeros after the last one are padding of tapes and disk blocks.
  private func startNextMember(_ inflater: Inflater) throws -> Bool {
    while try refill(atLeast: 1) {
      let zeros = buffer[unread].prefix { $0 == 0 }.count
      unread.removeFirst(zeros)
      if unread.isEmpty { continue }
      try refill(atLeast: 2)
      guard nextBytesAreGzip else {
        throw UnrollError(
          .corruptFile, "the file goes on after the end of its compressed data", path: [path],
          hint: "the file may be damaged; download or compress it again")
      }
      inflater.reset()
      isInsideMember = true
      return true
    }
    return false
  }
}

// MARK: - The input buffer

extension ByteStream {
  /// The first bytes of the file as they lie on the disk, for recognising formats; to be asked
  /// for before anything is read.
  func leadingFileBytes(_ count: Int) throws -> ArraySlice<UInt8> {
    precondition(position == 0 && count <= buffer.count, "the start of the stream is gone")
    try refill(atLeast: count)
    return buffer[unread].prefix(count)
  }

  private var nextBytesAreGzip: Bool {
    unread.count >= 2 && buffer[unread.lowerBound] == 0x1F && buffer[unread.lowerBound + 1] == 0x8B
  }

  /// Makes at least `count` bytes available; returns false if the file ends before.
  @discardableResult
  private func refill(atLeast count: Int) throws -> Bool {
    guard unread.count < count else { return true }
    let kept = unread.count
    for index in 0..<kept { buffer[index] = buffer[unread.lowerBound + index] }
    unread = 0..<kept
    while unread.count < count {
      let start = unread.upperBound
      let added = try buffer.withUnsafeMutableBytes {
        try file.read(into: UnsafeMutableRawBufferPointer(rebasing: $0[start...]))
      }
      if added == 0 { return false }
      fileBytesRead += added
      unread = 0..<(start + added)
    }
    return true
  }

  private func truncated() -> UnrollError {
    UnrollError(
      .corruptFile, "the file ends in the middle of its compressed data", path: [path],
      found: "\(fileBytesRead) bytes",
      hint: "the file was cut short; download or copy it again")
  }
}
