import CHDF5
import UnrollTensor

/// Makes sure that an attribute's texts of variable length can be read without harm.
///
/// Such a text lies in a "global heap", and the attribute refers to it by address, index and length.
/// libhdf5 takes memory for that length but copies what the heap holds, and does not check the
/// index, so a file in which they disagree reads and writes where it should not (seen in 1.10.8).
/// Each reference is therefore held against its heap first.
final class HDF5TextGuard: Sendable {
  private let known: Known

  /// The bytes of the file once they were needed, or that it is our own and needs no guard.
  ///
  /// `@unchecked Sendable`: touched under the lock of ``HDF5Library`` only.
  private final class Known: @unchecked Sendable {
    let isTrusted: Bool
    var bytes: HDF5Bytes?

    init(isTrusted: Bool) { self.isTrusted = isTrusted }
  }

  /// Creates the guard of a file that is trusted, being our own, or not.
  init(isTrusted: Bool) { known = Known(isTrusted: isTrusted) }

  /// Throws unless the `count` texts of the attribute `name` of `object` are safe to read.
  func check(_ name: String, count: Int, of object: hid_t) throws {
    if known.isTrusted { return }
    let bytes = try bytes(of: object)
    let address = Int(clamping: unroll_h5_address(object))
    let header = try HDF5ObjectHeader(bytes, at: address)
    let attributes = header.messages.filter { $0.type == HDF5ObjectHeader.attribute }
    let places = try attributes.compactMap { message in
      try Self.references(bytes, message, name: name)
    }
    guard !places.isEmpty else { throw Self.unreadable() }
    var heaps: [Int: HDF5GlobalHeap] = [:]
    for place in places {
      for index in 0..<count {
        try Self.checkReference(bytes, at: place + index * 16, &heaps)
      }
    }
  }

  private static func checkReference(
    _ bytes: HDF5Bytes, at position: Int, _ heaps: inout [Int: HDF5GlobalHeap]
  ) throws {
    let length = try bytes.number(position, width: 4)
    let address = try bytes.number(position + 4, width: 8)
    let index = try bytes.number(position + 12, width: 4)
    if address == 0 { return }
    let heap = try heaps[address] ?? HDF5GlobalHeap(bytes, at: address)
    heaps[address] = heap
    guard let size = heap.sizes[index], size <= length else { throw HDF5Bytes.damaged() }
  }

  /// Where the references of an attribute begin, if the message is that of the attribute `name`.
  ///
  /// A version, flags, the sizes of name, type and shape, then these three and the references; the
  /// first version pads the three to multiples of 8.
  private static func references(
    _ bytes: HDF5Bytes, _ message: HDF5ObjectHeader.Message, name: String
  ) throws -> Int? {
    guard !message.isShared else { throw unreadable() }
    let start = message.contents.lowerBound
    let version = try bytes.number(start, width: 1)
    let padding = version == 1 ? 8 : 1
    let sizes = try (0..<3).map { try bytes.number(start + 2 + 2 * $0, width: 2) }
    let nameStart = start + 8 + (version == 3 ? 1 : 0)
    let found = bytes.text(try bytes.range(nameStart, count: sizes[0]))
    guard found.elementsEqual(name.utf8) else { return nil }
    let flags = version == 1 ? 0 : try bytes.number(start + 1, width: 1)
    guard flags == 0 else { throw unreadable() }
    return sizes.reduce(nameStart) { $0 + ($1 + padding - 1) / padding * padding }
  }

  /// The bytes of the file, whose addresses must be of 64 bits and count from its start.
  private func bytes(of object: hid_t) throws -> HDF5Bytes {
    if let bytes = known.bytes { return bytes }
    let failure = "the header of the file is damaged"
    let file = try HDF5Library.handle(H5Iget_file_id(object), failure)
    let properties = try HDF5Library.handle(H5Fget_create_plist(file.id), failure)
    var (addressWidth, lengthWidth, start) = (0, 0, hsize_t(0))
    let sizes = H5Pget_sizes(properties.id, &addressWidth, &lengthWidth)
    _ = try HDF5Library.checked(sizes, failure)
    _ = try HDF5Library.checked(H5Pget_userblock(properties.id, &start), failure)
    guard addressWidth == 8, lengthWidth == 8, start == 0 else { throw Self.unreadable() }
    let bytes = HDF5Bytes(try HDF5File.image(of: file.id))
    known.bytes = bytes
    return bytes
  }

  private static func unreadable() -> UnrollError {
    UnrollError(
      .unsupported, "texts of variable length are stored in a way that is not read",
      hint: "save the file anew with h5py's default options")
  }
}

/// A store of texts: signature, version and size, then texts with index, size and padded bytes.
struct HDF5GlobalHeap {
  /// The size of each text by its index, the largest where an index occurs twice.
  let sizes: [Int: Int]

  init(_ bytes: HDF5Bytes, at address: Int) throws {
    guard bytes.has("GCOL", at: address) else { throw HDF5Bytes.damaged() }
    let count = try bytes.number(address + 8, width: 8)
    let end = try bytes.range(address, count: count).upperBound
    var (sizes, position) = ([Int: Int](), address + 16)
    while position + 16 <= end {
      let index = try bytes.number(position, width: 2)
      let size = try bytes.number(position + 8, width: 8)
      // Free space has index 0 and counts its own 16 bytes; it would keep libhdf5 in one place.
      let isFree = index == 0
      guard size <= end - position - (isFree ? 0 : 16), !isFree || size >= 16 else {
        throw HDF5Bytes.damaged()
      }
      if !isFree { sizes[index] = max(size, sizes[index] ?? 0) }
      position += isFree ? size : 16 + (size + 7) / 8 * 8
    }
    self.sizes = sizes
  }
}
