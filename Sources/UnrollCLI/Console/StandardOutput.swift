import Foundation
import UnrollArchive
import UnrollTensor

/// Where results go: standard output, or a file.
protocol ByteSink {
  /// Adds bytes; they may wait in a buffer.
  func write(_ bytes: [UInt8]) throws
  /// Hands everything on.
  func flush() throws
}

extension ByteSink {
  /// Adds text as UTF-8.
  func write(_ text: String) throws { try write(Array(text.utf8)) }
}

extension OutputFile: ByteSink {}

/// Standard output through a buffer.
final class StandardOutput: ByteSink {
  private static let bufferSize = 64 << 10

  private var buffer: [UInt8] = []

  /// Writes lines and hands them on at once.
  static func print(_ text: String, terminator: String = "\n") throws {
    let output = StandardOutput()
    try output.write(text + terminator)
    try output.flush()
  }

  func write(_ bytes: [UInt8]) throws {
    buffer += bytes
    if buffer.count >= Self.bufferSize { try flush() }
  }

  func flush() throws {
    try buffer.withUnsafeBytes { bytes in
      var rest = bytes
      while !rest.isEmpty {
        let count = Foundation.write(STDOUT_FILENO, rest.baseAddress, rest.count)
        if count < 0 {
          try Self.handle(errno)
        } else {
          rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
      }
    }
    buffer.removeAll(keepingCapacity: true)
  }

  private static func handle(_ number: Int32) throws {
    switch number {
    case EINTR: return
    case EPIPE: throw BrokenPipe()
    default:
      throw UnrollError(
        .io, "cannot write the results", path: ["standard output"],
        found: String(cString: strerror(number)),
        hint: "free some space, or write somewhere else")
    }
  }
}
