import UnrollTensor

/// The header of a `.npy` file: a short text in Python's notation after six bytes and a version.
struct NumPyHeader {
  /// The type of the elements.
  let element: NumPyElement
  /// Whether the first index runs fastest.
  let isFortranOrder: Bool
  /// The sizes of the axes; their product with the size of an element does not overflow.
  let shape: Shape
  /// Where the elements begin.
  let dataOffset: Int

  private static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
  /// NumPy itself refuses longer headers, unless told that the file is trusted.
  private static let longestText = 10_000

  /// Reads the header at the start of a file.
  ///
  /// - Throws: `UnrollError`, without the name of the file.
  init(_ bytes: RawSpan) throws {
    let (text, dataOffset) = try Self.text(bytes)
    var parser = PythonLiteral(text)
    let entries = try parser.dictionary()
    guard entries.count == 3, case .text(let type)? = entries["descr"],
      case .bool(let isFortranOrder)? = entries["fortran_order"],
      case .tuple(let sizes)? = entries["shape"]
    else {
      throw UnrollError(
        .unsupported, "the header of the array is not one of numbers",
        expected: "descr, fortran_order and shape",
        hint: "write it again with numpy.save")
    }
    element = try NumPyElement(type)
    self.isFortranOrder = isFortranOrder
    shape = try Self.shape(sizes, elementBytes: element.bytes)
    self.dataOffset = dataOffset
  }

  private static func text(_ bytes: RawSpan) throws -> (text: [UInt8], end: Int) {
    func byte(_ offset: Int) -> Int {
      Int(bytes.unsafeLoad(fromByteOffset: offset, as: UInt8.self))
    }
    guard bytes.byteCount >= 12, magic.indices.allSatisfy({ byte($0) == Int(magic[$0]) }) else {
      throw UnrollError(
        .corruptFile, "this is not a NumPy array", expected: "a .npy file",
        hint: "write it with numpy.save")
    }
    let version = byte(6)
    guard (1...3).contains(version) else {
      throw UnrollError(
        .unsupported, "the version of the array's format is not supported",
        expected: "1 to 3", found: "\(version)", hint: "write it again with numpy.save")
    }
    let start = version == 1 ? 10 : 12
    let length = (8..<start).reversed().reduce(0) { $0 << 8 | byte($1) }
    guard length <= longestText, length <= bytes.byteCount - start else {
      throw UnrollError(
        .corruptFile, "the header of the array is cut short, or far too long",
        expected: "at most \(min(longestText, bytes.byteCount - start)) bytes", found: "\(length)",
        hint: "write it again with numpy.save")
    }
    return ((start..<(start + length)).map { UInt8(byte($0)) }, start + length)
  }

  private static func shape(_ sizes: [Int], elementBytes: Int) throws -> Shape {
    guard sizes.count <= Shape.maximumRank else {
      throw UnrollError(
        .unsupported, "the array has too many axes", expected: "at most \(Shape.maximumRank)",
        found: "\(sizes.count)", hint: "bring it into fewer axes with array.reshape")
    }
    // An axis of size 0 makes no room for the others to overflow.
    let total = sizes.reduce(Optional(elementBytes)) { product, size in
      product.flatMap {
        let (result, overflow) = $0.multipliedReportingOverflow(by: max(size, 1))
        return overflow ? nil : result
      }
    }
    guard total != nil else {
      throw UnrollError(
        .limitExceeded, "the array is larger than a machine can address",
        found: "\(sizes)", hint: "write it again with numpy.save")
    }
    return Shape(sizes)
  }

  /// The header of an array of 32-bit floats in row-major order.
  static func bytes(shape: Shape) -> [UInt8] {
    let sizes = shape.dimensions.map(String.init)
    let tuple = sizes.count == 1 ? "(\(sizes[0]),)" : "(\(sizes.joined(separator: ", ")))"
    let text = "{'descr': '<f4', 'fortran_order': False, 'shape': \(tuple), }"
    // Blanks and a line feed fill up to a multiple of 64.
    let padding = 64 - (10 + text.utf8.count + 1) % 64
    let header = text + String(repeating: " ", count: padding % 64) + "\n"
    let length = header.utf8.count
    return magic + [1, 0, UInt8(length & 0xFF), UInt8(length >> 8)] + Array(header.utf8)
  }
}

/// The small part of Python's notation in which NumPy writes headers.
private struct PythonLiteral {
  enum Value {
    case text(String)
    case bool(Bool)
    case tuple([Int])
  }

  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// A dictionary, and nothing after it.
  mutating func dictionary() throws -> [String: Value] {
    var entries: [String: Value] = [:]
    try expect("{")
    while !skip("}") {
      let key = try text()
      try expect(":")
      guard entries.updateValue(try value(), forKey: key) == nil else { throw broken() }
      if !skip(",") {
        try expect("}")
        break
      }
    }
    skipBlanks()
    guard position == bytes.count else { throw broken() }
    return entries
  }

  private mutating func value() throws -> Value {
    skipBlanks()
    switch current {
    case UInt8(ascii: "("): return .tuple(try tuple())
    case UInt8(ascii: "'"), UInt8(ascii: "\""): return .text(try text())
    case UInt8(ascii: "["):
      throw UnrollError(
        .unsupported, "arrays of records are not supported",
        hint: "save one field of it with numpy.save")
    default:
      if skip("True") { return .bool(true) }
      if skip("False") { return .bool(false) }
      throw broken()
    }
  }

  private mutating func tuple() throws -> [Int] {
    var sizes: [Int] = []
    try expect("(")
    while !skip(")") {
      sizes.append(try integer())
      if !skip(",") {
        try expect(")")
        break
      }
    }
    return sizes
  }

  private mutating func integer() throws -> Int {
    skipBlanks()
    let digits = bytes[position...].prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    position += digits.count
    // Python 2 ended long integers with an L.
    _ = skip("L")
    guard let number = Int(String(decoding: digits, as: UTF8.self)) else { throw broken() }
    return number
  }

  private mutating func text() throws -> String {
    skipBlanks()
    guard let quote = current, quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else {
      throw broken()
    }
    let inner = bytes[(position + 1)...].prefix { $0 != quote }
    guard inner.endIndex < bytes.endIndex, !inner.contains(UInt8(ascii: "\\")) else {
      throw broken()
    }
    position = inner.endIndex + 1
    return String(decoding: inner, as: UTF8.self)
  }

  private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func skipBlanks() {
    while let byte = current, byte == 0x20 || byte == 0x0A || byte == 0x09 { position += 1 }
  }

  private mutating func skip(_ token: String) -> Bool {
    skipBlanks()
    guard bytes[position...].starts(with: token.utf8) else { return false }
    position += token.utf8.count
    return true
  }

  private mutating func expect(_ token: String) throws {
    guard skip(token) else { throw broken() }
  }

  private func broken() -> UnrollError {
    UnrollError(
      .corruptFile, "the header of the array is damaged",
      expected: "a dictionary with descr, fortran_order and shape",
      hint: "write it again with numpy.save")
  }
}
