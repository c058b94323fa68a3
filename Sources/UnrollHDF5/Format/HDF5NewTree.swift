import UnrollTensor

/// A B-tree of the second version: the children and attributes that lie in a heap, and chunks.
struct HDF5NewTree {
  /// What the records of a tree are, by its number in the file.
  enum Kind: Int {
    case hugeObjects = 1
    case childrenByName = 5
    case attributesByName = 8
    case chunks = 10
    case filteredChunks = 11
  }

  private struct Node {
    let address: Int
    let records: Int
    /// The levels below this node.
    let depth: Int
  }

  /// Deeper than a tree of 2^64 records gets.
  private static let maximumDepth = 64
  /// The signature, version and type of a node, and its checksum.
  private static let nodeOverhead = 10

  /// What the records are.
  let kind: Kind
  /// The number of records in the whole tree, if the tree is sound.
  let count: Int
  /// The bytes of a record.
  let recordBytes: Int
  private let nodeBytes: Int
  private let root: Node?

  /// Reads the header of a tree of one of the kinds.
  init(_ visit: HDF5Visit, at address: Int, _ kinds: Kind...) throws {
    let source = visit.source
    let size = 16 + source.addressWidth + 2 + source.lengthWidth + 4
    var cursor = try visit.checkedCursor(at: address, count: size, "the header of a B-tree")
    let start = cursor.position
    try cursor.expect("BTHD", "the header of a B-tree")
    try cursor.version(0...0, "a B-tree")
    let type = try cursor.byte()
    (nodeBytes, recordBytes) = (try cursor.number(4), try cursor.number(2))
    let depth = try cursor.number(2)
    try cursor.skip(2)
    let rootAddress = try cursor.address()
    let records = try cursor.number(2)
    count = try cursor.length()
    guard let kind = Kind(rawValue: type), kinds.contains(kind), recordBytes > 0,
      depth <= Self.maximumDepth
    else {
      throw HDF5Damage.error(
        "a B-tree is not what was looked for", at: start, expected: "type \(kinds[0].rawValue)",
        found: "type \(type), depth \(depth), records of \(recordBytes) bytes")
    }
    self.kind = kind
    root = rootAddress.map { Node(address: $0, records: records, depth: depth) }
  }

  /// Calls `body` with each record until it returns false.
  func walk(_ visit: HDF5Visit, _ body: (HDF5Cursor) throws -> Bool) throws {
    var pending = root.map { [$0] } ?? []
    while let node = pending.popLast() {
      var cursor = try open(visit, node)
      for _ in 0..<node.records {
        guard try body(cursor.part(recordBytes)) else { return }
      }
      if node.depth > 0 { pending += try children(&cursor, node).reversed() }
    }
  }

  private func open(_ visit: HDF5Visit, _ node: Node) throws -> HDF5Cursor {
    let pointers =
      node.depth == 0
      ? 0 : (node.records + 1) * pointerBytes(visit.source.addressWidth, depth: node.depth)
    let count = Self.nodeOverhead + node.records * recordBytes + pointers
    guard count <= nodeBytes else {
      throw HDF5Damage.error(
        "a node of a B-tree has too many records", at: visit.source.base + node.address,
        expected: "\(nodeBytes) bytes", found: "\(count)")
    }
    var cursor = try visit.checkedCursor(at: node.address, count: count, "a node of a B-tree")
    let start = cursor.position
    try cursor.expect(node.depth == 0 ? "BTLF" : "BTIN", "a node of a B-tree")
    try cursor.version(0...0, "a node of a B-tree")
    guard try cursor.byte() == kind.rawValue else {
      throw HDF5Damage.error("a node of a B-tree is out of place", at: start)
    }
    return cursor
  }

  private func children(_ cursor: inout HDF5Cursor, _ node: Node) throws -> [Node] {
    let width = countBytes
    let totalWidth = totalBytes(cursor.source.addressWidth, depth: node.depth - 1)
    return try (0...node.records).map { _ in
      let address = try cursor.definedAddress()
      let records = try cursor.number(width)
      try cursor.skip(totalWidth)
      return Node(address: address, records: records, depth: node.depth - 1)
    }
  }
}

/// The widths of the fields that point to children follow from the sizes of nodes and records.
extension HDF5NewTree {
  private func pointerBytes(_ addressWidth: Int, depth: Int) -> Int {
    addressWidth + countBytes + totalBytes(addressWidth, depth: depth - 1)
  }

  /// The most records of a leaf.
  private var leafRecords: Int { max(nodeBytes - Self.nodeOverhead, 0) / recordBytes }

  /// The bytes of the number of records in a child.
  private var countBytes: Int { Self.bytes(for: leafRecords) }

  /// The bytes of the number of records below a node; none for a leaf, which says it already.
  private func totalBytes(_ addressWidth: Int, depth: Int) -> Int {
    guard depth > 0 else { return 0 }
    var (total, width) = (leafRecords, 0)
    for _ in 0..<depth {
      let pointer = addressWidth + countBytes + width
      let most = max(nodeBytes - Self.nodeOverhead - pointer, 0) / (recordBytes + pointer)
      let below = (most + 1).times(total) ?? Int.max
      total = below.addingReportingOverflow(most).overflow ? Int.max : below + most
      width = Self.bytes(for: total)
    }
    return width
  }

  /// The bytes that hold any number up to `most`.
  private static func bytes(for most: Int) -> Int {
    (Int.bitWidth - max(most, 1).leadingZeroBitCount + 7) / 8
  }
}
