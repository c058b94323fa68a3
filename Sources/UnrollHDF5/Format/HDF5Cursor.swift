import UnrollTensor

/// A place in a structure of the file, from which its fields are taken one after another.
///
/// The structure has an end that lies in the file; whatever would go beyond it is an error.
struct HDF5Cursor {
  /// The file.
  let source: HDF5Source
  /// The byte of the file that is next.
  private(set) var position: Int
  /// The byte of the file at which the structure ends.
  let end: Int

  /// A cursor over `range`.
  ///
  /// - Precondition: the range lies in the file.
  init(_ source: HDF5Source, _ range: Range<Int>) {
    precondition(range.lowerBound >= 0 && range.upperBound <= source.bytes.count)
    self.source = source
    position = range.lowerBound
    end = range.upperBound
  }

  /// The bytes that are left.
  var count: Int { end - position }

  /// The bytes that are left, as a range of the file.
  var rest: Range<Int> { position..<end }

  /// The next `count` bytes, as a range of the file.
  mutating func take(_ count: Int) throws -> Range<Int> {
    guard count >= 0, count <= end - position else {
      throw HDF5Damage.error(
        "a structure is cut short", at: position, expected: "\(count) bytes",
        found: "\(end - position)")
    }
    defer { position += count }
    return position..<(position + count)
  }

  /// The next `count` bytes, to take their fields.
  mutating func part(_ count: Int) throws -> HDF5Cursor { HDF5Cursor(source, try take(count)) }

  /// Passes over bytes that do not matter.
  mutating func skip(_ count: Int) throws { _ = try take(count) }

  /// The next byte.
  mutating func byte() throws -> Int { Int(source.bytes[try take(1).lowerBound]) }

  /// The next little-endian number of up to 8 bytes.
  mutating func bits(_ width: Int) throws -> UInt64 {
    var value: UInt64 = 0
    for index in try take(width).reversed() { value = value << 8 | UInt64(source.bytes[index]) }
    return value
  }

  /// The next little-endian number, which must be one that a machine can count to.
  mutating func number(_ width: Int) throws -> Int {
    let start = position
    let value = try bits(width)
    guard let number = Int(exactly: value) else {
      throw HDF5Damage.error(
        "a number is too large", at: start, expected: "at most \(Int.max)", found: "\(value)")
    }
    return number
  }

  /// The next size or count, as wide as lengths are in this file.
  mutating func length() throws -> Int { try number(source.lengthWidth) }

  /// The next address, which counts from the base of the file; nil where there is nothing yet.
  mutating func address() throws -> Int? {
    let (start, width) = (position, source.addressWidth)
    let value = try bits(width)
    if value == UInt64.max >> (64 - 8 * width) { return nil }
    guard value < UInt64(source.size) else {
      throw HDF5Damage.error(
        "an address points outside the file", at: start, expected: "less than \(source.size)",
        found: "\(value)")
    }
    return Int(value)
  }

  /// The next address, where there must be something.
  mutating func definedAddress() throws -> Int {
    let start = position
    guard let address = try address() else {
      throw HDF5Damage.error("an address is missing", at: start)
    }
    return address
  }

  /// Throws unless the next bytes spell `signature`.
  mutating func expect(_ signature: StaticString, _ structure: String) throws {
    let start = position
    let found = source.bytes[try take(signature.utf8CodeUnitCount)]
    let isSame = signature.withUTF8Buffer { $0.elementsEqual(found) }
    guard isSame else {
      throw HDF5Damage.error(
        "\(structure) does not begin as it should", at: start, expected: "\(signature)",
        found: found.map { String($0, radix: 16) }.joined(separator: " "))
    }
  }

  /// Throws unless the next byte is a version that is known.
  @discardableResult
  mutating func version(_ known: ClosedRange<Int>, _ structure: String) throws -> Int {
    let version = try byte()
    guard known.contains(version) else {
      throw HDF5Damage.unsupported(
        "a structure has an unknown version",
        expected: "\(structure) of version \(known.lowerBound) to \(known.upperBound)",
        found: "version \(version)")
    }
    return version
  }
}
