import CHDF5
import UnrollTensor

/// Makes sure that texts of variable length can be read without harm.
///
/// Such a text lies in a "global heap", and whatever refers to it states its length a second time.
/// libhdf5 takes memory for the stated length but copies what the heap holds, so a file in which the
/// two disagree writes where it should not. Every reference in the file is therefore compared with
/// its heap before the first text is read.
final class HDF5HeapGuard: Sendable {
  private let verdict: Verdict

  /// What is known of a file; changed under the lock of ``HDF5Library`` only.
  private final class Verdict: @unchecked Sendable {
    var isSafe: Bool

    init(isSafe: Bool) { self.isSafe = isSafe }
  }

  /// Creates the guard of a file that is trusted, being our own, or not.
  init(isTrusted: Bool) { verdict = Verdict(isSafe: isTrusted) }

  /// Throws unless all texts of variable length in the file of `object` are safe to read.
  func check(fileOf object: hid_t) throws {
    if verdict.isSafe { return }
    let file = try HDF5Library.handle(H5Iget_file_id(object), "the file cannot be found")
    try checkAddresses(file.id)
    let image = try HDF5File.image(of: file.id)
    try image.withUnsafeBytes { try HDF5HeapScan(bytes: $0).check() }
    verdict.isSafe = true
  }

  /// The scan understands addresses of 64 bits that count from the start of the file.
  private func checkAddresses(_ file: hid_t) throws {
    let failure = "the header of the file is damaged"
    let properties = try HDF5Library.handle(H5Fget_create_plist(file), failure)
    var (offsetBytes, lengthBytes, start) = (0, 0, hsize_t(0))
    let sizes = H5Pget_sizes(properties.id, &offsetBytes, &lengthBytes)
    _ = try HDF5Library.checked(sizes, failure)
    _ = try HDF5Library.checked(H5Pget_userblock(properties.id, &start), failure)
    guard offsetBytes == 8, lengthBytes == 8, start == 0 else {
      throw UnrollError(
        .unsupported, "texts of variable length are not read from files of this form",
        expected: "64-bit addresses from the start of the file")
    }
  }
}

/// One look at the bytes of a file: all global heaps, and all that refers to them.
private struct HDF5HeapScan {
  let bytes: UnsafeRawBufferPointer

  func check() throws {
    for address in positions(of: Array("GCOL".utf8)) {
      let sizes = try sizesOfTexts(heap: address)
      for position in positions(of: littleEndian(UInt64(address))) where position >= 4 {
        guard position + 12 <= bytes.count else { continue }
        let length = UInt64(load(position - 4, as: UInt32.self))
        let index = load(position + 8, as: UInt32.self)
        // Index 0 is the free space, and never a text.
        guard index > 0, let size = sizes[index] else { continue }
        guard size <= length else { throw damaged() }
      }
    }
  }

  /// The largest size stated for each text of the heap at `address`, by its index.
  ///
  /// Signature, version and size of the heap are followed by texts, each of which has an index, a
  /// count of references, a size and bytes padded to a multiple of 8.
  private func sizesOfTexts(heap address: Int) throws -> [UInt32: UInt64] {
    guard address + 16 <= bytes.count else { return [:] }
    let heapBytes = load(address + 8, as: UInt64.self)
    // libhdf5 refuses these itself; a chance "GCOL" among numbers is no heap.
    guard heapBytes >= 16, heapBytes <= UInt64(bytes.count - address) else { return [:] }
    var sizes: [UInt32: UInt64] = [:]
    let end = address + Int(heapBytes)
    var position = address + 16
    while position + 16 <= end {
      let index = UInt32(load(position, as: UInt16.self))
      let size = load(position + 8, as: UInt64.self)
      // Free space counts itself, and must not keep libhdf5 in one place.
      guard size <= UInt64(end - position - (index == 0 ? 0 : 16)), index > 0 || size >= 16 else {
        throw damaged()
      }
      sizes[index] = max(size, sizes[index] ?? 0)
      position += index == 0 ? Int(size) : 16 + (Int(size) + 7) / 8 * 8
    }
    return sizes
  }

  private func positions(of pattern: [UInt8]) -> [Int] {
    var (found, start) = ([Int](), 0)
    while true {
      let position = unroll_h5_find(
        bytes.baseAddress, bytes.count, start, pattern, pattern.count)
      if position < 0 { return found }
      found.append(Int(position))
      start = Int(position) + 1
    }
  }

  private func load<Number: FixedWidthInteger & BitwiseCopyable>(
    _ position: Int, as type: Number.Type
  ) -> Number {
    Number(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: type))
  }

  private func littleEndian(_ number: UInt64) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
  }

  private func damaged() -> UnrollError {
    UnrollError(.corruptFile, "the texts in the file are damaged")
  }
}
