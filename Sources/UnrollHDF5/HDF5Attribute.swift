import CHDF5
import UnrollTensor

/// One attribute that is open for reading, its size checked.
struct HDF5Attribute {
  private let handle: HDF5Handle
  private let type: HDF5Handle
  private let space: HDF5Handle
  let element: HDF5Element
  /// The number of elements.
  let count: Int

  init(_ name: String, of object: HDF5Object) throws {
    handle = try HDF5Library.handle(
      H5Aopen(object.id, name, unroll_h5_default()), "the attribute is damaged")
    type = try HDF5Library.handle(H5Aget_type(handle.id), "the type is damaged")
    space = try HDF5Library.handle(H5Aget_space(handle.id), "the shape is damaged")
    element = try HDF5Element(type: type.id)
    count = try HDF5Extent(space: space.id).count
    guard let bytes = HDF5Extent.product(count, max(element.bytes, MemoryLayout<Int64>.size)),
      bytes <= object.limits.attributeBytes
    else {
      throw UnrollError(
        .limitExceeded, "the attribute is too large",
        expected: "at most \(object.limits.attributeBytes) bytes")
    }
  }

  func integers() throws -> [Int64] {
    var numbers = [Int64](repeating: 0, count: count)
    try read(unroll_h5_native_int64(), into: &numbers)
    return numbers
  }

  func fixedStrings(bytes: Int) throws -> [String] {
    var field = [UInt8](repeating: 0, count: count * bytes)
    try read(type.id, into: &field)
    let spacePadded = H5Tget_strpad(type.id) == H5T_STR_SPACEPAD
    return try (0..<count).map { index in
      try HDF5Text.decoded(
        field: field[(index * bytes)..<((index + 1) * bytes)], spacePadded: spacePadded)
    }
  }

  /// Texts that libhdf5 allocates; they are handed back to it whatever happens.
  func variableStrings() throws -> [String] {
    var texts = [UnsafeMutablePointer<CChar>?](repeating: nil, count: count)
    defer { _ = H5Dvlen_reclaim(type.id, space.id, unroll_h5_default(), &texts) }
    try read(type.id, into: &texts)
    return try texts.map { text in
      guard let text else { return "" }
      let bytes = UnsafeBufferPointer(start: text, count: strlen(text))
      return try HDF5Text.decoded(bytes.map(UInt8.init(bitPattern:)))
    }
  }

  func unexpected(_ expected: String) -> UnrollError {
    UnrollError(
      .corruptFile, "the attribute holds something else", expected: expected, found: "\(element)")
  }

  private func read(_ type: hid_t, into memory: UnsafeMutableRawPointer) throws {
    _ = try HDF5Library.checked(H5Aread(handle.id, type, memory), "the attribute cannot be read")
  }
}
