import UnrollTensor

/// The extent of a dataset or an attribute.
struct HDF5Dataspace: Sendable {
  /// HDF5's own limit.
  private static let maximumRank = 32

  /// The sizes of the axes; a scalar has none, and a dataset of nothing one of size 0.
  let dimensions: [Int]
  /// How large each axis may become; nil without a limit.
  let maximum: [Int?]
  /// The number of elements.
  let count: Int

  /// Reads a message; its sizes may not overflow when multiplied.
  init(_ cursor: HDF5Cursor) throws {
    var cursor = cursor
    let start = cursor.position
    let version = try cursor.version(1...2, "a dataspace")
    let (rank, flags) = (try cursor.byte(), try cursor.byte())
    let type = version == 1 ? (rank == 0 ? 0 : 1) : try cursor.byte()
    try cursor.skip(version == 1 ? 5 : 0)
    guard rank <= Self.maximumRank, type <= 2, type == 1 || rank == 0 else {
      throw HDF5Damage.error(
        "the shape is damaged", at: start, expected: "up to \(Self.maximumRank) axes",
        found: "\(rank) axes in a shape of type \(type)")
    }
    if type == 2 {
      (dimensions, maximum, count) = ([0], [0], 0)
      return
    }
    let width = cursor.source.lengthWidth
    let unlimited = UInt64.max >> (64 - 8 * width)
    let sizes = try (0..<rank).map { _ in try cursor.bits(width) }
    let most = flags & 1 != 0 ? try (0..<rank).map { _ in try cursor.bits(width) } : sizes
    guard zip(sizes, most).allSatisfy({ $0 <= $1 }) else {
      throw HDF5Damage.error("the shape is larger than it may become", at: start)
    }
    (dimensions, count) = try Self.counted(sizes)
    maximum = most.map { $0 == unlimited ? nil : Int(exactly: $0) }
  }

  /// The sizes and their product; an axis of size 0 does not excuse the others.
  private static func counted(_ sizes: [UInt64]) throws -> ([Int], Int) {
    let known = sizes.compactMap(Int.init(exactly:))
    let bound = known.reduce(Optional(1)) { product, size in
      product.flatMap { $0.times(max(size, 1)) }
    }
    guard known.count == sizes.count, let bound else {
      throw UnrollError(
        .limitExceeded, "the shape has more elements than a machine can count",
        found: sizes.map { "\($0)" }.joined(separator: "\u{D7}"))
    }
    return (known, known.contains(0) ? 0 : bound)
  }
}
