import Unroll

/// One text that is a whole file.
enum WholeText {
  /// Reads a text.
  ///
  /// - Parameter path: a file, or `-` for standard input.
  /// - Returns: the text, without the end of its last line.
  /// - Throws: `UnrollError` that names the file if it cannot be read or is not UTF-8.
  static func read(_ path: String) throws -> String {
    let reader = try LineReader(path)
    var bytes: [UInt8] = []
    while let block = try reader.nextBlock() { bytes += block }
    while let last = bytes.last, last == 0x0A || last == 0x0D { bytes.removeLast() }
    return String(decoding: bytes, as: UTF8.self)
  }
}
