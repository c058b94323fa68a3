import CZlib

/// The CRC-32 of zip members and gzip data, computed by zlib.
enum Checksum {
  /// The checksum of `bytes`; 0 for none.
  static func of(_ bytes: RawSpan) -> UInt32 { bytes.withUnsafeBytes { of($0, after: 0) } }

  /// The checksum of data whose first part has the checksum `before`.
  static func of(_ bytes: UnsafeRawBufferPointer, after before: UInt32) -> UInt32 {
    guard let base = bytes.baseAddress else { return before }
    let address = base.assumingMemoryBound(to: UInt8.self)
    return UInt32(truncatingIfNeeded: crc32_z(UInt(before), address, bytes.count))
  }
}
