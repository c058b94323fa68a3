import CHDF5
import UnrollTensor

/// The attributes of a group or a dataset of a new HDF5 file.
public struct HDF5NewAttributes: Sendable {
  private let handle: HDF5Handle
  private let place: String

  init(_ handle: HDF5Handle, place: String) {
    self.handle = handle
    self.place = place
  }

  /// Sets a text of variable length in UTF-8, as h5py does for `str`.
  ///
  /// - Parameters:
  ///   - text: the text, without zero bytes.
  ///   - name: the name of the attribute, which must be new.
  /// - Throws: ``UnrollError`` when the text has a zero byte, or the name is taken.
  public func write(_ text: String, to name: String) throws {
    try session {
      guard !text.utf8.contains(0) else {
        throw UnrollError(
          .invalidInput, "a text in an HDF5 file has no zero bytes", path: ["attribute \(name)"])
      }
      let type = try Self.stringType(bytes: unroll_h5_variable(), isVariable: true)
      try create(name, type.id, []) { attribute in
        text.withCString { text in
          withUnsafePointer(to: text) { H5Awrite(attribute, type.id, $0) }
        }
      }
    }
  }

  /// Sets texts in fields as wide as the longest of them, as h5py does for arrays of bytes.
  ///
  /// - Parameters:
  ///   - texts: the texts, without zero bytes.
  ///   - name: the name of the attribute, which must be new.
  /// - Throws: ``UnrollError`` when a text has a zero byte, the texts are too many for an attribute
  ///   (64 KiB), or the name is taken.
  public func write(_ texts: [String], to name: String) throws {
    try session {
      guard texts.allSatisfy({ !$0.utf8.contains(0) }) else {
        throw UnrollError(
          .invalidInput, "a text in an HDF5 file has no zero bytes", path: ["attribute \(name)"])
      }
      let width = max(texts.map(\.utf8.count).max() ?? 0, 1)
      let type = try Self.stringType(bytes: width, isVariable: false)
      let fields = texts.flatMap { text in
        Array(text.utf8) + [UInt8](repeating: 0, count: width - text.utf8.count)
      }
      try create(name, type.id, [texts.count]) { attribute in
        fields.withUnsafeBytes { $0.isEmpty ? 0 : H5Awrite(attribute, type.id, $0.baseAddress) }
      }
    }
  }

  /// Sets a 64-bit integer.
  ///
  /// - Parameters:
  ///   - number: the number.
  ///   - name: the name of the attribute, which must be new.
  /// - Throws: ``UnrollError`` when the name is taken.
  public func write(_ number: Int64, to name: String) throws {
    try session {
      try create(name, unroll_h5_file_int64(), []) { attribute in
        withUnsafePointer(to: number) { H5Awrite(attribute, unroll_h5_native_int64(), $0) }
      }
    }
  }

  private func create(
    _ name: String, _ fileType: hid_t, _ dimensions: [Int],
    fill: (hid_t) -> herr_t
  ) throws {
    guard !name.isEmpty, !name.utf8.contains(0) else {
      throw UnrollError(.invalidInput, "an attribute needs a name without zero bytes")
    }
    try locating("attribute \(name)") {
      let space = try HDF5Space.make(dimensions)
      let id = H5Acreate2(
        handle.id, name, fileType, space.id, unroll_h5_default(), unroll_h5_default())
      let attribute = try HDF5Library.handle(id, "the attribute cannot be made")
      _ = try HDF5Library.checked(fill(attribute.id), "the attribute cannot be written")
    }
  }

  /// h5py's types: UTF-8 ended by a zero byte for variable length, bytes padded with zeros for fixed.
  private static func stringType(bytes: Int, isVariable: Bool) throws -> HDF5Handle {
    let failure = "libhdf5 cannot prepare a text"
    let type = try HDF5Library.handle(H5Tcopy(unroll_h5_string()), failure)
    _ = try HDF5Library.checked(H5Tset_size(type.id, bytes), failure)
    if isVariable {
      _ = try HDF5Library.checked(H5Tset_cset(type.id, H5T_CSET_UTF8), failure)
    } else {
      _ = try HDF5Library.checked(H5Tset_strpad(type.id, H5T_STR_NULLPAD), failure)
    }
    return type
  }

  /// Runs `body` inside libhdf5 and puts the object's place in front of its errors.
  private func session(_ body: () throws -> Void) throws {
    try locating(place) { try HDF5Library.locked(body) }
  }
}
