import UnrollTensor

/// The names of the children of an old group.
struct HDF5LocalHeap {
  private let source: HDF5Source
  private let names: Range<Int>

  /// Reads the header of a heap.
  init(_ visit: HDF5Visit, at address: Int) throws {
    source = visit.source
    var cursor = try visit.cursor(
      at: address, count: 8 + 2 * source.lengthWidth + source.addressWidth)
    try cursor.expect("HEAP", "a heap of names")
    try cursor.version(0...0, "a heap of names")
    try cursor.skip(3)
    let count = try cursor.length()
    try cursor.skip(source.lengthWidth)
    names = try visit.range(at: cursor.definedAddress(), count: count)
  }

  /// The bytes of the name at an offset, which a zero ends.
  func name(_ visit: HDF5Visit, at offset: Int) throws -> ArraySlice<UInt8> {
    let start = try start(offset)
    guard let end = source.bytes[start..<names.upperBound].firstIndex(of: 0) else {
      throw HDF5Damage.error("a name does not end", at: start)
    }
    try visit.charge(end - start)
    return source.bytes[start..<end]
  }

  /// Whether the name at an offset is `name`, which has no zero.
  func holds(_ name: [UInt8], at offset: Int) throws -> Bool {
    let start = try start(offset)
    guard name.count < names.upperBound - start else { return false }
    return source.bytes[start + name.count] == 0
      && source.bytes[start..<(start + name.count)].elementsEqual(name)
  }

  private func start(_ offset: Int) throws -> Int {
    guard offset >= 0, offset < names.count else {
      throw HDF5Damage.error(
        "a name lies outside its heap", at: names.lowerBound,
        expected: "an offset below \(names.count)", found: "\(offset)")
    }
    return names.lowerBound + offset
  }
}
