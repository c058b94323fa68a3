import UnrollTensor

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// A file that is open for reading; closed when the last reference goes.
final class InputFile {
  /// The path as the caller gave it, for messages.
  let path: String
  /// The size in bytes; nil for pipes and devices.
  let size: Int?
  private let descriptor: Int32

  /// Opens the file.
  ///
  /// - Throws: `UnrollError` that names the file if it is missing, unreadable or a folder.
  init(path: String) throws {
    descriptor = Int32(SystemError.retrying { Int(open(path, O_RDONLY | O_CLOEXEC)) })
    self.path = path
    guard descriptor >= 0 else {
      throw SystemError.make("cannot open the file", path: path, number: SystemError.current)
    }
    var status = stat()
    let failure = fstat(descriptor, &status) == 0 ? 0 : SystemError.current
    let kind = status.st_mode & S_IFMT
    size = kind == S_IFREG ? Int(status.st_size) : nil
    guard failure == 0, kind != S_IFDIR else {
      // Everything is set by now, so the object goes as any other does: it closes the file.
      throw SystemError.make(
        "cannot read the file", path: path, number: failure == 0 ? EISDIR : failure)
    }
  }

  deinit { close(descriptor) }

  /// Reads the next bytes into `buffer`.
  ///
  /// - Parameter buffer: Where the bytes go.
  /// - Returns: How many bytes were read; 0 only at the end of the file.
  /// - Throws: `UnrollError` that names the file.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    guard buffer.count > 0 else { return 0 }
    let count = SystemError.retrying { systemRead(buffer) }
    guard count >= 0 else {
      throw SystemError.make("cannot read the file", path: path, number: SystemError.current)
    }
    return count
  }

  /// Calls `body` with the descriptor, which stays open until it returns.
  func withDescriptor<Result>(_ body: (Int32) throws -> Result) rethrows -> Result {
    try body(descriptor)
  }

  private func systemRead(_ buffer: UnsafeMutableRawBufferPointer) -> Int {
    let count = min(buffer.count, SystemError.mostBytesPerCall)
    #if canImport(Darwin)
      return Darwin.read(descriptor, buffer.baseAddress, count)
    #elseif canImport(Musl)
      return Musl.read(descriptor, buffer.baseAddress, count)
    #else
      return Glibc.read(descriptor, buffer.baseAddress, count)
    #endif
  }
}
