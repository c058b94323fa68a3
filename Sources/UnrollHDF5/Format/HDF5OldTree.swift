import UnrollTensor

/// A B-tree of the first version: the children of old groups, and the chunks of most datasets.
struct HDF5OldTree {
  /// What a tree lists, by its number in the file.
  enum Kind: Int {
    case children = 0
    case chunks = 1
  }

  private struct Node {
    let address: Int
    /// The levels below this node; nil for the root, which states it.
    let level: Int?
  }

  let kind: Kind
  /// The bytes of a key, which stands in front of each child.
  let keyBytes: Int

  /// Calls `body` with the key and the address of everything that the leaves list, in order, until
  /// it returns false.
  func walk(
    _ visit: HDF5Visit, root: Int, _ body: (_ key: HDF5Cursor, _ child: Int) throws -> Bool
  ) throws {
    var pending = [Node(address: root, level: nil)]
    while let node = pending.popLast() {
      var (cursor, level, count) = try open(visit, node)
      var children: [Node] = []
      for _ in 0..<count {
        let key = try cursor.part(keyBytes)
        let child = try cursor.definedAddress()
        if level == 0 {
          guard try body(key, child) else { return }
        } else {
          children.append(Node(address: child, level: level - 1))
        }
      }
      pending += children.reversed()
    }
  }

  /// A cursor over keys and children, the level, and the number of children.
  private func open(_ visit: HDF5Visit, _ node: Node) throws -> (HDF5Cursor, Int, Int) {
    let width = visit.source.addressWidth
    let headBytes = 8 + 2 * width
    var head = HDF5Cursor(
      visit.source, try visit.range(at: node.address, count: headBytes))
    let start = head.position
    try head.expect("TREE", "a node of a B-tree")
    let (type, level, count) = (try head.byte(), try head.byte(), try head.number(2))
    guard type == kind.rawValue, node.level == nil || level == node.level else {
      throw HDF5Damage.error(
        "a node of a B-tree is out of place", at: start,
        expected: "type \(kind.rawValue), level \(node.level ?? 0)",
        found: "type \(type), level \(level)")
    }
    let bytes = headBytes + count * (keyBytes + width)
    var cursor = try visit.cursor(at: node.address, count: bytes)
    try cursor.skip(headBytes)
    return (cursor, level, count)
  }
}
