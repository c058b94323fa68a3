import CZlib
import UnrollTensor

/// Undoes what filters did to a chunk.
struct HDF5Filters {
  /// The filters in the order in which the chunk passed them.
  let list: HDF5FilterList
  /// The bytes of the chunk before the first filter.
  let chunkBytes: Int
  /// Whether checksums are compared.
  let verifiesChecksums: Bool

  /// The chunk before its first filter.
  ///
  /// - Parameters:
  ///   - source: the file.
  ///   - stored: where the chunk lies.
  ///   - mask: the filters, by the bits of their positions, that it did not pass.
  /// - Returns: the bytes of all elements.
  /// - Throws: ``UnrollError`` if the chunk is damaged or has another size.
  func undo(_ source: HDF5Source, _ stored: Range<Int>, mask: Int) throws -> [UInt8] {
    let passed = list.filters.enumerated().filter { mask >> $0.offset & 1 == 0 }.map(\.element)
    var bytes: [UInt8]?
    for filter in passed.reversed() {
      bytes =
        try bytes.map { try undo(filter, $0.span.bytes, at: stored.lowerBound) }
        ?? source.withBytes(stored) { try undo(filter, $0, at: stored.lowerBound) }
    }
    let chunk = bytes ?? Array(source.bytes[stored])
    guard chunk.count == chunkBytes else {
      throw HDF5Damage.error(
        "a chunk has not the size of its elements", at: stored.lowerBound,
        expected: "\(chunkBytes) bytes", found: "\(chunk.count)")
    }
    return chunk
  }

  private func undo(
    _ filter: HDF5FilterList.Filter, _ bytes: RawSpan, at position: Int
  ) throws -> [UInt8] {
    switch filter {
    case .deflate: return try inflate(bytes, at: position)
    case .shuffle(let size): return Self.unshuffled(bytes, size)
    case .fletcher32:
      guard bytes.byteCount >= 4 else {
        throw HDF5Damage.error("a chunk lacks its checksum", at: position)
      }
      let contents = bytes.extracting(0..<(bytes.byteCount - 4))
      guard verifiesChecksums else { return contents.withUnsafeBytes { Array($0) } }
      let stored = UInt32(
        littleEndian: bytes.unsafeLoadUnaligned(
          fromByteOffset: contents.byteCount, as: UInt32.self))
      let computed = HDF5Checksum.fletcher32(contents)
      // An old version of HDF5 swapped the bytes of each half on some machines.
      let swapped = (computed & 0xFF00_FF00) >> 8 | (computed & 0x00FF_00FF) << 8
      guard stored == computed || stored == swapped else {
        throw HDF5Damage.error(
          "a chunk does not have the checksum that is stored", at: position,
          expected: String(stored, radix: 16), found: String(computed, radix: 16))
      }
      return contents.withUnsafeBytes { Array($0) }
    }
  }

  /// The most that any filter makes of a chunk on its way into the file, a checksum or what does
  /// not get smaller; so no more can come out of one on the way back.
  private var mostBytes: Int { chunkBytes + chunkBytes / 1024 + 256 }

  private func inflate(_ bytes: RawSpan, at position: Int) throws -> [UInt8] {
    var status = Z_OK
    let elements = [UInt8](unsafeUninitializedCapacity: mostBytes) { target, produced in
      var count = uLongf(target.count)
      status = bytes.withUnsafeBytes { source in
        uncompress(
          target.baseAddress, &count,
          source.baseAddress?.assumingMemoryBound(to: UInt8.self), uLong(source.count))
      }
      produced = status == Z_OK ? Int(count) : 0
    }
    guard status == Z_OK else {
      throw HDF5Damage.error(
        "the compressed data of a chunk is damaged", at: position,
        expected: "at most \(mostBytes) bytes of gzip", found: "zlib status \(status)")
    }
    return elements
  }

  /// The elements whose first bytes come first, then their second bytes, and so on; bytes that do
  /// not make an element stay at the end.
  private static func unshuffled(_ bytes: RawSpan, _ size: Int) -> [UInt8] {
    let count = bytes.byteCount / size
    guard size > 1, count > 1 else { return bytes.withUnsafeBytes { Array($0) } }
    return [UInt8](unsafeUninitializedCapacity: bytes.byteCount) { target, filled in
      for byte in 0..<size {
        for element in 0..<count {
          target[element * size + byte] =
            bytes.unsafeLoad(fromByteOffset: byte * count + element, as: UInt8.self)
        }
      }
      for index in (count * size)..<bytes.byteCount {
        target[index] = bytes.unsafeLoad(fromByteOffset: index, as: UInt8.self)
      }
      filled = bytes.byteCount
    }
  }
}
