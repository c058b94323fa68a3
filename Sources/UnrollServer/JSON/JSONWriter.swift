/// Writes JSON as bytes, numbers as TensorFlow Serving does.
package struct JSONWriter {
  package private(set) var bytes: [UInt8] = []

  /// Starts with nothing.
  package init() {}

  /// Adds text as it is.
  mutating func raw(_ text: StaticString) {
    text.withUTF8Buffer { bytes.append(contentsOf: $0) }
  }

  /// Adds an integer.
  mutating func integer(_ value: Int) { bytes.append(contentsOf: String(value).utf8) }

  /// Adds the shortest digits that read back as the same number, always with a decimal point, so
  /// that readers without types know a float; `NaN` and `Infinity` as words.
  package mutating func number(_ value: Float) {
    guard value.isFinite else {
      return bytes.append(
        contentsOf: (value.isNaN ? "NaN" : value > 0 ? "Infinity" : "-Infinity").utf8)
    }
    let digits = value.description.utf8
    if digits.contains(UInt8(ascii: ".")) { return bytes.append(contentsOf: digits) }
    for byte in digits {
      if byte == UInt8(ascii: "e") { bytes += [UInt8(ascii: "."), UInt8(ascii: "0")] }
      bytes.append(byte)
    }
  }

  /// Adds a string in quotes.
  package mutating func string(_ text: String) {
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
      case UInt8(ascii: "\n"): raw("\\n")
      case UInt8(ascii: "\r"): raw("\\r")
      case UInt8(ascii: "\t"): raw("\\t")
      case ..<0x20:
        raw("\\u00")
        bytes += [Self.hexadecimal(byte >> 4), Self.hexadecimal(byte & 15)]
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  /// Adds elements between brackets, with commas.
  mutating func list<Element>(
    _ elements: some Sequence<Element>, _ body: (inout JSONWriter, Element) -> Void
  ) {
    raw("[")
    var isFirst = true
    for element in elements {
      if !isFirst { raw(", ") }
      isFirst = false
      body(&self, element)
    }
    raw("]")
  }

  /// Adds numbers in rows of a shape: `[[1.0, 2.0], [3.0, 4.0]]`.
  mutating func numbers(_ values: ArraySlice<Float>, shape: ArraySlice<Int>) {
    guard let count = shape.first else { return number(values.first ?? .nan) }
    let size = count > 0 ? values.count / count : 0
    list(0..<count) { writer, index in
      let start = values.startIndex + index * size
      writer.numbers(values[start..<(start + size)], shape: shape.dropFirst())
    }
  }

  private static func hexadecimal(_ digit: UInt8) -> UInt8 {
    digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
  }
}
