import UnrollTensor

/// One request to a file: how much of it may still be looked at, and what was found on the way.
///
/// No structure needs to be looked at more than a few times to answer one request, so the bytes of
/// the structures that are visited are counted; a file whose parts point at each other in circles,
/// or many times at the same part, comes to an end this way.
final class HDF5Visit {
  /// How many times the bytes of the file may be looked at.
  private static let rounds = 4
  /// What is free however small the file is.
  private static let freeBytes = 64 << 10
  /// What a visit to a structure costs however small it is.
  private static let least = 16

  /// The file.
  let source: HDF5Source
  private var remaining: Int
  private var globalHeaps: [Int: HDF5GlobalHeap] = [:]

  /// Begins a request.
  init(_ source: HDF5Source) {
    self.source = source
    remaining = Self.freeBytes + Self.rounds * source.bytes.count
  }

  /// Counts bytes that are to be looked at.
  func charge(_ bytes: Int) throws {
    remaining -= min(max(bytes, Self.least), source.bytes.count + Self.least)
    guard remaining >= 0 else {
      throw UnrollError(
        .corruptFile, "the structures of the file lead to each other without end",
        hint: HDF5Damage.hint)
    }
  }

  /// A cursor over the `count` bytes at an address, which are counted as looked at.
  func cursor(at address: Int, count: Int) throws -> HDF5Cursor {
    let range = try range(at: address, count: count)
    try charge(count)
    return HDF5Cursor(source, range)
  }

  /// The `count` bytes at an address, as a range of the file.
  func range(at address: Int, count: Int) throws -> Range<Int> {
    guard address >= 0, count >= 0, address <= source.size, count <= source.size - address else {
      throw HDF5Damage.error(
        "a structure reaches beyond the end of the file", at: source.base + max(address, 0),
        expected: "\(count) bytes", found: "\(max(source.size - address, 0))")
    }
    return (source.base + address)..<(source.base + address + count)
  }

  /// A cursor over the `count` bytes at an address, the last four of which are a checksum of the
  /// others and are left out.
  func checkedCursor(at address: Int, count: Int, _ structure: String) throws -> HDF5Cursor {
    let whole = try cursor(at: address, count: count)
    guard count >= 4 else {
      throw HDF5Damage.error("a structure is cut short", at: whole.position)
    }
    let contents = whole.position..<(whole.end - 4)
    guard source.limits.verifiesChecksums else { return HDF5Cursor(source, contents) }
    var trailer = HDF5Cursor(source, contents.upperBound..<whole.end)
    let stored = UInt32(truncatingIfNeeded: try trailer.bits(4))
    let computed = source.withBytes(contents) { HDF5Checksum.lookup3($0) }
    guard stored == computed else {
      throw HDF5Damage.error(
        "\(structure) does not have the checksum that is stored", at: whole.position,
        expected: String(stored, radix: 16), found: String(computed, radix: 16))
    }
    return HDF5Cursor(source, contents)
  }

  /// The global heap at an address, read at the first request.
  func globalHeap(at address: Int) throws -> HDF5GlobalHeap {
    if let heap = globalHeaps[address] { return heap }
    let heap = try HDF5GlobalHeap(self, at: address)
    globalHeaps[address] = heap
    return heap
  }
}
