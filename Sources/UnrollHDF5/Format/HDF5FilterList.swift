import UnrollTensor

/// The filters that chunks passed on their way into the file, in that order.
struct HDF5FilterList: Sendable {
  /// A filter that can be undone.
  enum Filter: Sendable {
    case deflate
    /// The first bytes of all elements, then the second ones, and so on.
    case shuffle(elementBytes: Int)
    case fletcher32
  }

  /// HDF5's own limit.
  private static let maximumCount = 32

  /// The filters; none for most datasets.
  let filters: [Filter]

  /// No filters.
  init() { filters = [] }

  /// Reads a message.
  ///
  /// - Throws: ``UnrollError`` that names a filter which cannot be undone.
  init(_ cursor: HDF5Cursor) throws {
    var cursor = cursor
    let start = cursor.position
    let version = try cursor.version(1...2, "a list of filters")
    let count = try cursor.byte()
    guard count <= Self.maximumCount else {
      throw HDF5Damage.error(
        "the list of filters is damaged", at: start, expected: "at most \(Self.maximumCount)",
        found: "\(count)")
    }
    try cursor.skip(version == 1 ? 6 : 0)
    filters = try (0..<count).map { _ in try Self.filter(&cursor, version) }
  }

  private static func filter(_ cursor: inout HDF5Cursor, _ version: Int) throws -> Filter {
    let number = try cursor.number(2)
    let nameBytes = version == 1 || number >= 256 ? try cursor.number(2) : 0
    try cursor.skip(2)
    let count = try cursor.number(2)
    try cursor.skip(version == 1 ? (nameBytes + 7) / 8 * 8 : nameBytes)
    let start = cursor.position
    let values = try (0..<count).map { _ in try cursor.number(4) }
    try cursor.skip(version == 1 && count % 2 == 1 ? 4 : 0)
    switch number {
    case 1: return .deflate
    case 2:
      guard let size = values.first, size > 0 else {
        throw HDF5Damage.error("the shuffle filter lacks the size of an element", at: start)
      }
      return .shuffle(elementBytes: size)
    case 3: return .fletcher32
    default:
      throw UnrollError(
        .unsupported, "the dataset is compressed in a way that cannot be read",
        expected: "gzip, shuffle or fletcher32", found: "filter \(number)",
        hint: "save it with compression=\"gzip\" or none")
    }
  }
}
