/// Bytes in several parts, for readers that take more than one: parted by a line `%%`.
///
/// Lengths in front of the parts would be wrong after almost every mutation.
struct Parts {
  private static let mark = Array("\n%%\n".utf8)

  private let parts: [ArraySlice<UInt8>]

  init(_ bytes: [UInt8]) {
    var (parts, start, index): ([ArraySlice<UInt8>], Int, Int) = ([], 0, 0)
    while index < bytes.count {
      if bytes[index] == Self.mark[0], bytes[index...].starts(with: Self.mark) {
        parts.append(bytes[start..<index])
        start = index + Self.mark.count
        index = start
      } else {
        index += 1
      }
    }
    self.parts = parts + [bytes[start...]]
  }

  /// A part; nil where there are fewer.
  subscript(index: Int) -> [UInt8]? { parts.indices.contains(index) ? Array(parts[index]) : nil }
}
