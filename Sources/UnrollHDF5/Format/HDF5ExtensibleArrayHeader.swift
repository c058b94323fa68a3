import UnrollTensor

/// The sizes of an extensible array's blocks, and where the first of them is.
struct HDF5ExtensibleArrayHeader {
  /// The data blocks of a group.
  struct Group {
    let blocks: Int
    /// The entries of each block.
    let entries: Int
    /// The pages of each block; nil if it is not cut into pages.
    let pages: Int?
  }

  let isFiltered: Bool
  /// The bytes of an entry.
  let entryBytes: Int
  /// The entries in the index block.
  let indexEntries: Int
  /// The data blocks that the index block lists.
  let indexBlocks: Int
  /// The groups of these data blocks.
  let indexGroups: Int
  /// All groups.
  let groups: Int
  /// The entries of a page.
  let pageEntries: Int
  /// The bytes of a position in the heads of blocks.
  let offsetBytes: Int
  /// The index block; nil for an empty array.
  let indexBlock: Int?
  private let firstEntries: Int

  /// Reads the header of an array.
  init(_ visit: HDF5Visit, at address: Int, isFiltered: Bool) throws {
    let (width, length) = (visit.source.addressWidth, visit.source.lengthWidth)
    var cursor = try visit.checkedCursor(
      at: address, count: 12 + 6 * length + width + 4, "the header of an array")
    let start = cursor.position
    try cursor.expect("EAHD", "the header of an array")
    try cursor.version(0...0, "an array of chunks")
    let client = try cursor.byte()
    entryBytes = try cursor.byte()
    let bits = try cursor.byte()
    indexEntries = try cursor.byte()
    firstEntries = try cursor.byte()
    let pointers = try cursor.byte()
    let pageBits = try cursor.byte()
    try cursor.skip(6 * length)
    indexBlock = try cursor.address()
    self.isFiltered = client == 1
    let arePowers = [firstEntries, pointers].allSatisfy { $0 > 0 && $0.nonzeroBitCount == 1 }
    indexGroups = 2 * pointers.trailingZeroBitCount
    groups = 1 + bits - firstEntries.trailingZeroBitCount
    guard client <= 1, isFiltered == self.isFiltered, entryBytes > 0, arePowers, bits <= 60,
      pageBits < 32, groups >= indexGroups
    else {
      throw HDF5Damage.error(
        "the header of an array is damaged", at: start,
        found: "2^\(bits) entries of \(entryBytes) bytes for client \(client), blocks of "
          + "\(firstEntries), \(pointers) pointers, pages of 2^\(pageBits)")
    }
    indexBlocks = 2 * (pointers - 1)
    pageEntries = 1 << pageBits
    offsetBytes = (bits + 7) / 8
  }

  /// The data blocks of a group, the first of which is 0.
  func group(_ number: Int) -> Group {
    let entries = firstEntries << ((number + 1) / 2)
    return Group(
      blocks: 1 << (number / 2), entries: entries,
      pages: entries > pageEntries ? entries / pageEntries : nil)
  }
}
