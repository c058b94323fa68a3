/// NumPy's files written byte by byte, so that one of them can be wrong.
enum NumPy {
  /// An array of 32-bit floats, or of what `header` says.
  static func bytes(
    shape: String = "(2,)", descr: String = "'<f4'", order: String = "False", data: Int = 8,
    version: UInt8 = 1, rest: String = ""
  ) -> [UInt8] {
    bytes(
      header: "{'descr': \(descr), 'fortran_order': \(order), 'shape': \(shape)\(rest), }",
      data: data, version: version)
  }

  /// A file with a header of its own.
  static func bytes(header: String, data: Int = 8, version: UInt8 = 1) -> [UInt8] {
    let text = Array((header + "\n").utf8)
    return [0x93] + Array("NUMPY".utf8)
      + [version, 0, UInt8(text.count & 0xFF), UInt8(text.count >> 8)] + text
      + [UInt8](repeating: 0, count: data)
  }
}
