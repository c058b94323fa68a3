import UnrollTensor

/// What a name in a group leads to.
struct HDF5Link {
  /// The kinds of links; only hard ones are followed.
  enum Target {
    /// An object of this file, by the address of its header.
    case hard(Int)
    case soft
    case external
    case userDefined
  }

  /// The bytes of the name.
  let name: ArraySlice<UInt8>
  /// Where the link leads.
  let target: Target

  /// A link of an old group.
  init(name: ArraySlice<UInt8>, target: Target) {
    self.name = name
    self.target = target
  }

  /// Reads a message.
  init(_ cursor: HDF5Cursor) throws {
    var cursor = cursor
    try cursor.version(1...1, "a link")
    let flags = try cursor.byte()
    let kind = flags & 8 != 0 ? try cursor.byte() : 0
    // When it was made, and whether the name is ASCII or UTF-8.
    try cursor.skip((flags & 4 != 0 ? 8 : 0) + (flags & 16 != 0 ? 1 : 0))
    let count = try cursor.number(1 << (flags & 3))
    name = cursor.source.bytes[try cursor.take(count)]
    switch kind {
    case 0: target = .hard(try cursor.definedAddress())
    case 1: target = .soft
    case 64: target = .external
    default: target = .userDefined
    }
  }

  /// The address of the object that the link leads to.
  ///
  /// - Throws: ``UnrollError`` if it could lead elsewhere.
  func address() throws -> Int {
    let kind: String
    switch target {
    case .hard(let address): return address
    case .soft: kind = "soft"
    case .external: kind = "external"
    case .userDefined: kind = "user-defined"
    }
    throw UnrollError(
      .unsupported, "links that can lead elsewhere are not followed",
      expected: "an object of this file", found: "a link of kind \(kind)")
  }
}
