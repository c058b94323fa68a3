import UnrollTensor

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// A file that is being written, front to back, through a buffer.
///
/// Made by ``AtomicFile``, which also closes it. Not to be used from several threads at once.
public final class OutputFile {
  /// The bytes written so far: the offset at which the next one will lie.
  public private(set) var position = 0

  private static let bufferSize = 64 << 10

  private let path: String
  private var descriptor: Int32
  private var buffer: [UInt8] = []

  /// Creates a file that must not exist yet.
  ///
  /// - Parameters:
  ///   - newPath: Where the file is made.
  ///   - name: The path that messages show, which may be where the file will be moved.
  /// - Throws: `UnrollError` that names the file.
  init(creating newPath: String, namedInErrors name: String) throws {
    path = name
    descriptor = Int32(
      SystemError.retrying { Int(open(newPath, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)) })
    guard descriptor >= 0 else {
      throw SystemError.make("cannot create the file", path: name, number: SystemError.current)
    }
    buffer.reserveCapacity(Self.bufferSize)
  }

  /// Opens a file or device that exists, to write over it.
  ///
  /// - Parameter path: The file.
  /// - Throws: `UnrollError` that names the file.
  package init(existing path: String) throws {
    self.path = path
    descriptor = Int32(SystemError.retrying { Int(open(path, O_WRONLY | O_CLOEXEC)) })
    guard descriptor >= 0 else {
      throw SystemError.make("cannot open the file", path: path, number: SystemError.current)
    }
  }

  deinit { close() }

  /// Writes bytes.
  ///
  /// - Parameter bytes: What to write.
  /// - Throws: `UnrollError` that names the file if the disk is full or fails.
  public func write(_ bytes: RawSpan) throws {
    try bytes.withUnsafeBytes { source in
      if buffer.count + source.count > Self.bufferSize { try flush() }
      if source.count >= Self.bufferSize {
        try writeThrough(source)
      } else {
        buffer.append(contentsOf: source)
      }
    }
    position += bytes.byteCount
  }

  /// Writes bytes.
  ///
  /// - Parameter bytes: What to write.
  /// - Throws: `UnrollError` that names the file if the disk is full or fails.
  public func write(_ bytes: [UInt8]) throws { try write(bytes.span.bytes) }

  /// Writes text as UTF-8.
  ///
  /// - Parameter text: What to write.
  /// - Throws: `UnrollError` that names the file if the disk is full or fails.
  public func write(_ text: String) throws { try write(Array(text.utf8)) }

  /// Hands everything written so far to the system.
  ///
  /// - Throws: `UnrollError` that names the file if the disk is full or fails.
  package func flush() throws {
    try buffer.withUnsafeBytes { try writeThrough($0) }
    buffer.removeAll(keepingCapacity: true)
  }

  /// Waits until everything is on the disk, and gives the file `mode`.
  ///
  /// - Parameter mode: The permissions; nil leaves them as they are.
  /// - Throws: `UnrollError` that names the file if the disk is full or fails.
  func synchronize(mode: mode_t?) throws {
    try flush()
    if let mode, fchmod(descriptor, mode) != 0 { throw failure() }
    guard SystemError.retrying({ Int(fsync(descriptor)) }) == 0 else { throw failure() }
  }

  /// Closes the file; what was not synchronized may be lost.
  func close() {
    guard descriptor >= 0 else { return }
    systemClose()
    descriptor = -1
  }

  /// Tells others that somebody works on the file, until it is closed or the program ends.
  ///
  /// - Returns: false if another program has the lock, or has removed the file; true also where the
  ///   file system knows no locks, so that nobody can mistake the file for an abandoned one.
  func lock() -> Bool {
    if flock(descriptor, LOCK_EX | LOCK_NB) != 0 { return SystemError.current != EWOULDBLOCK }
    var status = stat()
    return fstat(descriptor, &status) != 0 || status.st_nlink > 0
  }

  private func writeThrough(_ source: UnsafeRawBufferPointer) throws {
    var rest = source
    while rest.count > 0 {
      let count = SystemError.retrying { systemWrite(rest) }
      guard count > 0 else { throw failure() }
      rest = UnsafeRawBufferPointer(rebasing: rest[count...])
    }
  }

  private func failure() -> UnrollError {
    SystemError.make("cannot write the file", path: path, number: SystemError.current)
  }

  private func systemClose() {
    #if canImport(Darwin)
      _ = Darwin.close(descriptor)
    #elseif canImport(Musl)
      _ = Musl.close(descriptor)
    #else
      _ = Glibc.close(descriptor)
    #endif
  }

  private func systemWrite(_ source: UnsafeRawBufferPointer) -> Int {
    let count = min(source.count, SystemError.mostBytesPerCall)
    #if canImport(Darwin)
      return Darwin.write(descriptor, source.baseAddress, count)
    #elseif canImport(Musl)
      return Musl.write(descriptor, source.baseAddress, count)
    #else
      return Glibc.write(descriptor, source.baseAddress, count)
    #endif
  }
}
