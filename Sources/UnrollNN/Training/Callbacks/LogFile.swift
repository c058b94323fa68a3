import Foundation
import UnrollTensor

/// A file that grows while training goes on, and can be read at any time.
final class LogFile {
  private let path: String
  private let handle: FileHandle

  /// Opens a file for writing.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - flags: what happens to a file that is there: `O_APPEND`, `O_TRUNC` or `O_EXCL`.
  /// - Throws: `UnrollError` that names the file.
  init(_ path: String, _ flags: Int32) throws {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | flags, 0o666)
    guard descriptor >= 0 else {
      let number = errno
      throw UnrollError(
        number == ENOENT ? .notFound : .io, "cannot write the file", path: [path],
        found: String(cString: strerror(number)),
        hint: number == ENOENT ? "make its folder first" : nil)
    }
    self.path = path
    handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
  }

  /// The number of bytes of the file.
  var size: Int { (try? handle.seekToEnd()).flatMap { Int(exactly: $0) } ?? 0 }

  /// Forgets what lies behind the first bytes.
  ///
  /// - Throws: `UnrollError` that names the file.
  func cut(to size: Int) throws {
    do {
      try handle.truncate(atOffset: UInt64(size))
    } catch {
      throw UnrollError(.io, "cannot shorten the file", path: [path], cause: error)
    }
  }

  /// Adds bytes; readers see them at once.
  ///
  /// - Throws: `UnrollError` that names the file.
  func write(_ bytes: [UInt8]) throws {
    do {
      try handle.write(contentsOf: bytes)
    } catch {
      throw UnrollError(.io, "cannot write the file", path: [path], cause: error)
    }
  }
}
