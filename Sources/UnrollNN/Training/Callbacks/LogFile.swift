import Foundation
import UnrollTensor

/// A file that grows while training goes on, and can be read at any time.
///
/// Such a file is not written whole or not at all, which is what all others are: it is there to be
/// looked at while it grows. What stands in it are whole records: each goes to the system at once,
/// and one that does not fit on the disk is taken back.
final class LogFile {
  private let path: String
  private let descriptor: Int32

  /// Opens a file for writing.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - flags: what happens to a file that is there: `O_APPEND`, `O_TRUNC` or `O_EXCL`.
  /// - Throws: `UnrollError` that names the file.
  init(_ path: String, _ flags: Int32) throws {
    self.path = path
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | flags, 0o666)
    guard descriptor >= 0 else { throw Self.failure(path, errno) }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// The number of bytes in the file; below 0 for pipes and devices.
  var size: Int { Int(lseek(descriptor, 0, SEEK_END)) }

  /// Forgets what lies behind the first bytes; pipes and devices forget nothing.
  ///
  /// - Throws: `UnrollError` that names the file.
  func cut(to size: Int) throws {
    guard self.size > size else { return }
    guard ftruncate(descriptor, off_t(size)) == 0 else { throw Self.failure(path, errno) }
  }

  /// Whether the file ends in the middle of a line, as a killed program may leave it.
  var endsInLine: Bool {
    let end = size
    var last: UInt8 = 0
    guard end > 0, pread(descriptor, &last, 1, off_t(end - 1)) == 1 else { return false }
    return last != UInt8(ascii: "\n")
  }

  /// Adds a record; readers see it at once.
  ///
  /// - Throws: `UnrollError` that names the file; nothing of the record is left in it then.
  func write(_ record: [UInt8]) throws {
    let start = size
    var rest = record[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0 {
        let number = errno
        if number == EINTR { continue }
        // Pipes and devices have no size, and nothing to take back.
        if start >= 0, rest.count < record.count { _ = ftruncate(descriptor, off_t(start)) }
        throw Self.failure(path, number)
      }
      rest = rest.dropFirst(count)
    }
  }

  private static func failure(_ path: String, _ number: Int32) -> UnrollError {
    UnrollError(
      number == ENOENT ? .notFound : .io, "cannot write the file", path: [path],
      found: String(cString: strerror(number)), hint: hint(number))
  }

  private static func hint(_ number: Int32) -> String {
    switch number {
    case ENOENT: "make its folder first"
    case ENOSPC, EDQUOT: "free some space or choose another folder"
    case EROFS: "the file system is mounted read-only"
    default: "check the permissions, or choose another path"
    }
  }
}
