import UnrollTensor

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// A file that is open for reading, or bytes in memory in place of one; a file is closed when the
/// last reference goes.
final class InputFile {
  private enum Source {
    case descriptor(Int32)
    case memory(FileBytes)
  }

  /// The path as the caller gave it, for messages.
  let path: String
  /// The size in bytes; nil for pipes and devices.
  let size: Int?
  private let source: Source
  /// The bytes of memory that were read.
  private var position = 0

  /// Opens the file.
  ///
  /// - Throws: `UnrollError` that names the file if it is missing, unreadable or a folder.
  init(path: String) throws {
    let descriptor = Int32(SystemError.retrying { Int(open(path, O_RDONLY | O_CLOEXEC)) })
    self.path = path
    source = .descriptor(descriptor)
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

  /// Takes bytes in memory for a file.
  ///
  /// - Parameters:
  ///   - bytes: The content.
  ///   - name: What errors call it.
  init(_ bytes: FileBytes, name: String) {
    path = name
    size = bytes.count
    source = .memory(bytes)
  }

  deinit { if case .descriptor(let descriptor) = source { close(descriptor) } }

  /// Reads the next bytes into `buffer`.
  ///
  /// - Parameter buffer: Where the bytes go.
  /// - Returns: How many bytes were read; 0 only at the end of the file.
  /// - Throws: `UnrollError` that names the file.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    guard buffer.count > 0 else { return 0 }
    switch source {
    case .memory(let bytes): return copy(bytes, into: buffer)
    case .descriptor(let descriptor):
      let count = SystemError.retrying { Self.systemRead(descriptor, buffer) }
      guard count >= 0 else {
        throw SystemError.make("cannot read the file", path: path, number: SystemError.current)
      }
      return count
    }
  }

  /// Maps the file into memory.
  ///
  /// - Parameter count: The number of bytes, more than 0.
  /// - Returns: Where they are, or `MAP_FAILED`.
  func map(_ count: Int) -> UnsafeMutableRawPointer? {
    guard case .descriptor(let descriptor) = source else { return MAP_FAILED }
    return mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0)
  }

  private func copy(_ bytes: FileBytes, into buffer: UnsafeMutableRawBufferPointer) -> Int {
    let part = position..<min(position + buffer.count, bytes.count)
    bytes[part].withBytes { part in part.withUnsafeBytes { buffer.copyMemory(from: $0) } }
    position = part.upperBound
    return part.count
  }

  private static func systemRead(
    _ descriptor: Int32, _ buffer: UnsafeMutableRawBufferPointer
  ) -> Int {
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
