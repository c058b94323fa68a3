import UnrollTensor

/// Where the elements of a dataset lie.
enum HDF5Layout: Sendable {
  /// In the header of the dataset.
  case compact(Range<Int>)
  /// In one block; nil if nothing was written yet.
  case contiguous(address: Int?, bytes: Int)
  /// In chunks.
  case chunked(HDF5ChunkLayout)

  /// Reads a message.
  init(_ cursor: HDF5Cursor) throws {
    var cursor = cursor
    let start = cursor.position
    let version = try cursor.version(3...4, "the layout of a dataset")
    switch try cursor.byte() {
    case 0: self = .compact(try cursor.take(cursor.number(2)))
    case 1: self = .contiguous(address: try cursor.address(), bytes: try cursor.length())
    case 2: self = .chunked(try HDF5ChunkLayout(cursor, version: version))
    case 3:
      throw UnrollError(
        .unsupported, "data outside the file is not read", expected: "a dataset of this file",
        found: "a virtual dataset")
    case let kind:
      throw HDF5Damage.error(
        "the layout of the dataset is damaged", at: start, expected: "a class up to 3",
        found: "\(kind)")
    }
  }
}

/// The size of the chunks of a dataset, and the structure that tells where they lie.
struct HDF5ChunkLayout: Sendable {
  /// The structures that list chunks.
  enum Index: Sendable {
    /// A B-tree of the first version.
    case oldTree
    /// The only chunk, with its size in the file if a filter changed it.
    case single(bytes: Int?, mask: Int)
    /// All chunks lie one after another.
    case implicit
    case fixedArray
    case extensibleArray
    /// A B-tree of the second version.
    case newTree
  }

  /// The sizes of a chunk along the axes of the dataset.
  let dimensions: [Int]
  /// The bytes of an element, as the layout states them.
  let elementBytes: Int
  /// The bytes of a chunk before any filter.
  let bytes: Int
  /// Which structure lists the chunks.
  let index: Index
  /// Where that structure lies; nil if there are no chunks yet.
  let address: Int?
  /// Whether chunks that reach beyond the edge of the dataset pass no filter.
  let leavesEdges: Bool

  /// Reads the part of the message that is about chunks.
  init(_ cursor: HDF5Cursor, version: Int) throws {
    var cursor = cursor
    let start = cursor.position
    let flags = version == 3 ? 0 : try cursor.byte()
    let count = try cursor.byte()
    if version == 3 {
      (index, address) = (.oldTree, try cursor.address())
      (dimensions, elementBytes, bytes) = try Self.sizes(&cursor, count, width: 4)
    } else {
      let width = try cursor.byte()
      (dimensions, elementBytes, bytes) = try Self.sizes(&cursor, count, width: width)
      index = try Self.index(&cursor, flags: flags)
      address = try cursor.address()
    }
    leavesEdges = flags & 1 != 0
    guard flags <= 3 else {
      throw HDF5Damage.error("the layout of the chunks is damaged", at: start)
    }
  }

  /// The sizes of a chunk, the last of which is that of an element.
  private static func sizes(
    _ cursor: inout HDF5Cursor, _ count: Int, width: Int
  ) throws -> ([Int], Int, Int) {
    let start = cursor.position
    guard (1...33).contains(count), (1...8).contains(width) else {
      throw HDF5Damage.error(
        "the layout of the chunks is damaged", at: start, found: "\(count) axes of \(width) bytes")
    }
    let sizes = try (0..<count).map { _ in try cursor.number(width) }
    let bytes = sizes.reduce(Optional(1)) { product, size in product.flatMap { $0.times(size) } }
    guard let bytes, bytes > 0 else {
      throw HDF5Damage.error(
        "the size of the chunks is damaged", at: start,
        found: sizes.map { "\($0)" }.joined(separator: "\u{D7}"))
    }
    return (Array(sizes.dropLast()), sizes[count - 1], bytes)
  }

  private static func index(_ cursor: inout HDF5Cursor, flags: Int) throws -> Index {
    let start = cursor.position
    switch try cursor.byte() {
    case 1:
      guard flags & 2 != 0 else { return .single(bytes: nil, mask: 0) }
      return .single(bytes: try cursor.length(), mask: try cursor.number(4))
    case 2: return .implicit
    case 3:
      try cursor.skip(1)
      return .fixedArray
    case 4:
      try cursor.skip(5)
      return .extensibleArray
    case 5:
      try cursor.skip(6)
      return .newTree
    case let kind:
      throw HDF5Damage.error(
        "the index of the chunks is of an unknown kind", at: start, expected: "1 to 5",
        found: "\(kind)")
    }
  }
}
