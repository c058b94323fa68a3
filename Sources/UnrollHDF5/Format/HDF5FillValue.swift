import UnrollTensor

/// What elements are that were never written.
enum HDF5FillValue {
  /// The bytes of such an element in the file; nil for zeros.
  static func bytes(_ visit: HDF5Visit, _ header: HDF5ObjectHeader) throws -> [UInt8]? {
    if let message = header.first(.fillValue) {
      return try new(visit.contents(message))
    }
    guard let message = header.first(.oldFillValue) else { return nil }
    var cursor = try visit.contents(message)
    return try value(&cursor)
  }

  private static func new(_ cursor: HDF5Cursor) throws -> [UInt8]? {
    var cursor = cursor
    let version = try cursor.version(1...3, "a fill value")
    if version == 3 {
      let flags = try cursor.byte()
      return flags & 0x20 != 0 ? try value(&cursor) : nil
    }
    try cursor.skip(2)
    let isDefined = try cursor.byte() != 0
    // The first version states a size in any case, which is 0 for the usual value.
    return version == 1 || isDefined ? try optionalValue(&cursor) : nil
  }

  private static func optionalValue(_ cursor: inout HDF5Cursor) throws -> [UInt8]? {
    cursor.count >= 4 ? try value(&cursor) : nil
  }

  private static func value(_ cursor: inout HDF5Cursor) throws -> [UInt8]? {
    let count = try cursor.number(4)
    // A size that is negative as 32 signed bits says that there is none.
    guard count > 0, count <= Int(Int32.max) else { return nil }
    let bytes = Array(cursor.source.bytes[try cursor.take(count)])
    return bytes.allSatisfy { $0 == 0 } ? nil : bytes
  }
}
