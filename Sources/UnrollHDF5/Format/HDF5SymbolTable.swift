import UnrollTensor

/// The children of an old group: a B-tree of nodes with links, whose names lie in a heap.
struct HDF5SymbolTable {
  private let root: Int
  private let names: HDF5LocalHeap

  /// Reads a message.
  init(_ visit: HDF5Visit, _ cursor: HDF5Cursor) throws {
    var cursor = cursor
    root = try cursor.definedAddress()
    names = try HDF5LocalHeap(visit, at: cursor.definedAddress())
  }

  /// Calls `body` with each link, whose name is left out, and with where the name lies, until it
  /// returns false.
  private func walk(
    _ visit: HDF5Visit, _ body: (_ name: Int, _ target: HDF5Link.Target) throws -> Bool
  ) throws {
    let tree = HDF5OldTree(kind: .children, keyBytes: visit.source.lengthWidth)
    try tree.walk(visit, root: root) { _, child in
      var cursor = try links(visit, at: child)
      while cursor.count > 0 {
        let name = try cursor.length()
        let start = cursor.position
        let address = try cursor.address()
        let kind = try cursor.number(4)
        try cursor.skip(20)
        guard kind != 2 else {
          guard try body(name, .soft) else { return false }
          continue
        }
        guard let address else { throw HDF5Damage.error("a link leads nowhere", at: start) }
        guard try body(name, .hard(address)) else { return false }
      }
      return true
    }
  }

  /// The entries of a node.
  private func links(_ visit: HDF5Visit, at address: Int) throws -> HDF5Cursor {
    var head = HDF5Cursor(visit.source, try visit.range(at: address, count: 8))
    try head.expect("SNOD", "a node of links")
    try head.version(1...1, "a node of links")
    try head.skip(1)
    let entryBytes = visit.source.lengthWidth + visit.source.addressWidth + 24
    var cursor = try visit.cursor(at: address, count: 8 + head.number(2) * entryBytes)
    try cursor.skip(8)
    return cursor
  }

  /// Calls `body` with each link.
  func each(_ visit: HDF5Visit, _ body: (HDF5Link) throws -> Void) throws {
    try walk(visit) { name, target in
      try body(HDF5Link(name: names.name(visit, at: name), target: target))
      return true
    }
  }

  /// The link of a name.
  func link(_ name: [UInt8], _ visit: HDF5Visit) throws -> HDF5Link? {
    var found: HDF5Link?
    try walk(visit) { place, target in
      guard try names.holds(name, at: place) else { return true }
      found = HDF5Link(name: name[...], target: target)
      return false
    }
    return found
  }
}
