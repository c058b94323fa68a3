import UnrollTensor

/// How an element lies in the file.
struct HDF5Datatype: Sendable {
  /// What the element is.
  let element: HDF5Element
  /// The bytes of an element; of a text of any length those of the reference to it.
  let size: Int
  /// Whether the first byte of a number is the highest one.
  let isBigEndian: Bool
  /// Whether texts of fixed size end in spaces, which do not belong to them.
  let isSpacePadded: Bool

  /// Reads a message.
  init(_ cursor: HDF5Cursor) throws {
    try self.init(cursor, isBase: false)
  }

  private init(_ cursor: HDF5Cursor, isBase: Bool) throws {
    var cursor = cursor
    let start = cursor.position
    let head = try cursor.byte()
    let bits = try cursor.number(3)
    let size = try cursor.number(4)
    guard (1...5).contains(head >> 4), size > 0 else {
      throw HDF5Damage.error(
        "the type of the elements is damaged", at: start,
        found: "version \(head >> 4), \(size) bytes")
    }
    let kind = Class(rawValue: head & 15)
    if kind == .enumeration, !isBase {
      let base = try HDF5Datatype(cursor, isBase: true)
      // The members of an enumeration are integers; their names do not matter here.
      (element, isBigEndian) = (base.size == size ? base.element : .other, base.isBigEndian)
    } else {
      element = try Self.element(kind, bits, size, cursor)
      isBigEndian = bits & 1 != 0
    }
    isSpacePadded = bits & 15 == 2
    self.size = size
  }

  /// The classes that are told apart, by their numbers in the file.
  private enum Class: Int {
    case integer = 0
    case float = 1
    case string = 3
    case opaque = 5
    case enumeration = 8
    case variable = 9
  }

  private static func element(
    _ kind: Class?, _ bits: Int, _ size: Int, _ properties: HDF5Cursor
  ) throws -> HDF5Element {
    var properties = properties
    switch kind {
    case .integer:
      // Every bit of an element must count: odd formats are not worth converting.
      let (offset, precision) = (try properties.number(2), try properties.number(2))
      guard offset == 0, size.times(8) == precision else { return .other }
      return .integer(bytes: size, isSigned: bits & 8 != 0)
    case .float: return try float(bits, size, properties)
    case .string: return .fixedString(bytes: size)
    case .opaque: return .opaque(bytes: size)
    case .variable: return bits & 15 == 1 ? .variableString : .other
    case .enumeration, nil: return .other
    }
  }

  /// Where sign, exponent and fraction of a floating-point number lie.
  private struct FloatFormat: Equatable {
    var size: Int
    var sign: Int
    var exponent: Int
    var exponentBits: Int
    var fraction: Int
    var fractionBits: Int
    var bias: Int

    init(size: Int, exponentBits: Int) {
      let fractionBits = 8 * size - 1 - exponentBits
      (self.size, sign, exponent, self.exponentBits, fraction, self.fractionBits, bias) = (
        size, 8 * size - 1, fractionBits, exponentBits, 0, fractionBits,
        1 << (exponentBits - 1) - 1
      )
    }

    init(size: Int, sign: Int, _ fields: inout HDF5Cursor) throws {
      (self.size, self.sign) = (size, sign)
      exponent = try fields.byte()
      exponentBits = try fields.byte()
      fraction = try fields.byte()
      fractionBits = try fields.byte()
      bias = try fields.number(4)
    }
  }

  private static func float(
    _ bits: Int, _ size: Int, _ properties: HDF5Cursor
  ) throws -> HDF5Element {
    var properties = properties
    let (offset, precision) = (try properties.number(2), try properties.number(2))
    let format = try FloatFormat(size: size, sign: bits >> 8 & 0xFF, &properties)
    // The highest bit of the fraction is implied, and the bytes lie in one of the two usual orders.
    guard offset == 0, size.times(8) == precision, bits >> 4 & 3 == 2, bits & 0x40 == 0 else {
      return .other
    }
    switch format {
    case FloatFormat(size: 2, exponentBits: 5), FloatFormat(size: 4, exponentBits: 8),
      FloatFormat(size: 8, exponentBits: 11):
      return .float(bytes: size)
    case FloatFormat(size: 2, exponentBits: 8): return .brainFloat
    default: return .other
    }
  }
}
