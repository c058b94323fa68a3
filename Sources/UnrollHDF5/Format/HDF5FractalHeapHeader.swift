import UnrollTensor

/// The sizes of a fractal heap's blocks, and where the first of them is.
struct HDF5FractalHeapHeader {
  /// The place of an offset in a block that is cut further.
  struct Place {
    let row: Int
    let column: Int
    /// The offset at which the block of this row and column begins.
    let start: Int
    /// The bytes of that block.
    let bytes: Int
  }

  /// The bytes of an identifier.
  let identifierBytes: Int
  /// The bytes of an offset in an identifier and in the heads of blocks.
  let offsetBytes: Int
  /// The bytes of the size of an object in an identifier.
  let countBytes: Int
  /// Whether blocks of objects have checksums.
  let hasChecksums: Bool
  /// The tree that lists objects outside the blocks.
  let hugeObjects: Int?
  /// The blocks of a row.
  let columns: Int
  /// The bytes of the smallest block.
  let startBytes: Int
  /// The rows whose blocks hold objects; those of further rows are cut again.
  let directRows: Int
  /// The first block; nil for an empty heap.
  let root: Int?
  /// The rows of the first block; nil if it holds objects itself.
  let rootRows: Int?

  /// Reads the header of a heap.
  init(_ visit: HDF5Visit, at address: Int) throws {
    let (width, length) = (visit.source.addressWidth, visit.source.lengthWidth)
    // A description of filters, of so many bytes, and two more numbers stand at the end.
    var head = HDF5Cursor(visit.source, try visit.range(at: address, count: 9))
    try head.skip(7)
    let filterBytes = try head.number(2)
    let size = 26 + 12 * length + 3 * width + (filterBytes > 0 ? filterBytes + length + 4 : 0)
    var cursor = try visit.checkedCursor(at: address, count: size, "the header of a heap")
    let start = cursor.position
    try cursor.expect("FRHP", "the header of a heap")
    try cursor.version(0...0, "a heap")
    identifierBytes = try cursor.number(2)
    try cursor.skip(2)
    hasChecksums = try cursor.byte() & 2 != 0
    let maximumObject = try cursor.number(4)
    try cursor.skip(length)
    hugeObjects = try cursor.address()
    try cursor.skip(length + width + 8 * length)
    columns = try cursor.number(2)
    startBytes = try cursor.length()
    let maximumBlock = try cursor.length()
    let offsetBits = try cursor.number(2)
    try cursor.skip(2)
    root = try cursor.address()
    let rows = try cursor.number(2)
    rootRows = rows == 0 ? nil : rows
    try Self.check(columns, startBytes, maximumBlock, offsetBits, at: start)
    guard filterBytes == 0 else {
      throw HDF5Damage.unsupported(
        "links or attributes are compressed", expected: "a heap without filters",
        found: "\(filterBytes) bytes of filters")
    }
    offsetBytes = (offsetBits + 7) / 8
    let blockBits = maximumBlock.trailingZeroBitCount
    countBytes = min((blockBits + 7) / 8, Self.bytes(for: maximumObject))
    directRows = blockBits - startBytes.trailingZeroBitCount + 2
  }

  private static func check(
    _ columns: Int, _ startBytes: Int, _ maximumBlock: Int, _ offsetBits: Int, at start: Int
  ) throws {
    let arePowers = [columns, startBytes, maximumBlock].allSatisfy {
      $0 > 0 && $0.nonzeroBitCount == 1
    }
    guard arePowers, startBytes <= maximumBlock, maximumBlock <= 1 << 32,
      (1...62).contains(offsetBits)
    else {
      throw HDF5Damage.error(
        "the sizes of a heap's blocks are damaged", at: start, expected: "powers of two",
        found: "\(columns) blocks of \(startBytes) to \(maximumBlock) bytes")
    }
  }

  private static func bytes(for most: Int) -> Int {
    (Int.bitWidth - max(most, 1).leadingZeroBitCount + 7) / 8
  }

  /// The bits of the offsets in the first row, whose blocks are as large as those of the second.
  private var firstRowBits: Int {
    startBytes.trailingZeroBitCount + columns.trailingZeroBitCount
  }

  /// Where an offset lies in a block that is cut further.
  ///
  /// - Precondition: the offset is not negative, and below 2^62.
  func place(of offset: Int) -> Place {
    let bits = firstRowBits
    guard bits < Int.bitWidth - 1, offset >> bits > 0 else {
      let column = offset / startBytes
      return Place(row: 0, column: column, start: column * startBytes, bytes: startBytes)
    }
    let high = Int.bitWidth - 1 - offset.leadingZeroBitCount
    let bytes = startBytes << (high - bits)
    let column = (offset - 1 << high) / bytes
    return Place(
      row: high - bits + 1, column: column, start: 1 << high + column * bytes, bytes: bytes)
  }

  /// The rows of a block of so many bytes that is cut further.
  func rows(in bytes: Int) -> Int {
    max(bytes.trailingZeroBitCount - firstRowBits + 1, 0)
  }
}
