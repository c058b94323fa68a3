/// Links or attributes that lie in a fractal heap, listed by a B-tree in the order of the hashes of
/// their names.
struct HDF5IndexedHeap {
  private let heap: HDF5FractalHeap
  private let tree: HDF5NewTree

  /// The heap and the tree that a message names; nil if there are none.
  ///
  /// The second byte of the message tells by its lowest bit whether a number of `orderBytes` comes
  /// next.
  init?(
    _ visit: HDF5Visit, _ message: HDF5Cursor, orderBytes: Int, _ kind: HDF5NewTree.Kind
  ) throws {
    var message = message
    try message.version(0...0, "a list of links or attributes")
    try message.skip(try message.byte() & 1 != 0 ? orderBytes : 0)
    guard let heap = try message.address() else { return nil }
    self.heap = try HDF5FractalHeap(visit, at: heap)
    tree = try HDF5NewTree(visit, at: message.definedAddress(), kind)
  }

  /// The number of links or attributes.
  var count: Int { tree.count }

  /// Calls `body` with the contents of each message, or with those whose name has the hash of
  /// `name`, until it returns false.
  func each(
    _ visit: HDF5Visit, named name: [UInt8]? = nil, _ body: (HDF5Cursor) throws -> Bool
  ) throws {
    let hash = name.map { UInt64(HDF5Checksum.lookup3($0.span.bytes)) }
    try tree.walk(visit) { record in
      let (identifier, found, isShared) = try parts(record)
      guard hash == nil || found == hash else { return true }
      guard !isShared else {
        throw HDF5Damage.unsupported(
          "messages that objects share are not read", expected: "an attribute of its own",
          found: "a table of shared messages")
      }
      let object = try heap.object(identifier)
      try visit.charge(object.count)
      return try body(object)
    }
  }

  /// The identifier in a record, the hash of the name, and whether the message lies elsewhere.
  private func parts(_ record: HDF5Cursor) throws -> (HDF5Cursor, UInt64, Bool) {
    var record = record
    let size = heap.header.identifierBytes
    if tree.kind == .childrenByName {
      let hash = try record.bits(4)
      return (try record.part(size), hash, false)
    }
    let identifier = try record.part(size)
    let isShared = try record.byte() & 2 != 0
    try record.skip(4)
    return (identifier, try record.bits(4), isShared)
  }
}
