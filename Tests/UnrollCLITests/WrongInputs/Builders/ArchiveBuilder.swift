/// Archives written byte by byte, so that one of them can be wrong.
enum Packed {
  /// A tar archive of files.
  static func tar(_ files: [(name: String, text: String)]) -> [UInt8] {
    files.flatMap { file in
      let bytes = Array(file.text.utf8)
      return header(file.name, size: bytes.count) + padded(bytes)
    } + [UInt8](repeating: 0, count: 1024)
  }

  /// A gzip file whose data is stored, not squeezed.
  static func gzip(_ bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]
    var start = 0
    repeat {
      let end = min(start + 0xFFFF, bytes.count)
      let size = UInt16(end - start)
      result += [end == bytes.count ? 1 : 0] + little(size) + little(~size) + bytes[start..<end]
      start = end
    } while start < bytes.count
    return result + little(crc32(bytes)) + little(UInt32(bytes.count))
  }

  /// Reviews as they lie in an archive: one of each class.
  static let reviews = [
    (name: "data/train/pos/0_9.txt", text: "A good film."),
    (name: "data/train/neg/0_1.txt", text: "A bad film."),
  ]

  /// The header of a file, in the format that all programs read (POSIX ustar).
  private static func header(_ name: String, size: Int) -> [UInt8] {
    var block = [UInt8](repeating: 0, count: 512)
    func put(_ text: String, at offset: Int) {
      for (index, byte) in text.utf8.enumerated() { block[offset + index] = byte }
    }
    put(name, at: 0)
    put("0000644", at: 100)
    put("0000000", at: 108)
    put("0000000", at: 116)
    put(octal(size), at: 124)
    put(octal(0), at: 136)
    put("        ", at: 148)
    put("0", at: 156)
    put("ustar", at: 257)
    put("00", at: 263)
    let sum = block.reduce(0) { $0 + Int($1) }
    put(String(octal(sum).suffix(6)) + "\0 ", at: 148)
    return block
  }

  private static func octal(_ number: Int) -> String {
    let digits = String(number, radix: 8)
    return String(repeating: "0", count: 11 - digits.count) + digits
  }

  private static func padded(_ bytes: [UInt8]) -> [UInt8] {
    bytes + [UInt8](repeating: 0, count: (512 - bytes.count % 512) % 512)
  }

  private static func little<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
    withUnsafeBytes(of: number.littleEndian) { Array($0) }
  }

  private static func crc32(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(~0) { sum, byte in
      (0..<8).reduce(sum ^ UInt32(byte)) { rest, _ in rest >> 1 ^ (rest & 1) * 0xEDB8_8320 }
    }
  }
}
