import UnrollTensor

/// One attribute as it lies in the file: a name, a type, a shape, and the elements.
struct HDF5AttributeMessage {
  /// The bytes of the name.
  let name: ArraySlice<UInt8>
  private let type: HDF5Cursor
  private let space: HDF5Cursor
  private let flags: Int
  /// What comes behind the shape.
  private let rest: HDF5Cursor

  /// Reads the name, and finds the other parts.
  init(_ cursor: HDF5Cursor) throws {
    var cursor = cursor
    let version = try cursor.version(1...3, "an attribute")
    let flags = try cursor.byte()
    let sizes = try (0..<3).map { _ in try cursor.number(2) }
    // Whether the name is ASCII or UTF-8.
    try cursor.skip(version == 3 ? 1 : 0)
    let padding = version == 1 ? 8 : 1
    func part(_ size: Int) throws -> HDF5Cursor {
      var part = try cursor.part((size + padding - 1) / padding * padding)
      return try part.part(size)
    }
    name = cursor.source.bytes[try part(sizes[0]).rest].prefix { $0 != 0 }
    (type, space) = (try part(sizes[1]), try part(sizes[2]))
    self.flags = version == 1 ? 0 : flags
    rest = cursor
  }

  /// The type of the elements.
  func datatype(_ visit: HDF5Visit) throws -> HDF5Datatype {
    try HDF5Datatype(flags & 1 != 0 ? visit.shared(type, .datatype) : type)
  }

  /// The shape.
  func dataspace(_ visit: HDF5Visit) throws -> HDF5Dataspace {
    try HDF5Dataspace(flags & 2 != 0 ? visit.shared(space, .dataspace) : space)
  }

  /// The `count` bytes of the elements.
  func contents(_ count: Int) throws -> HDF5Cursor {
    var rest = rest
    return try rest.part(count)
  }
}
