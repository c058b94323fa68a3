import CZlib

/// The CRC-32 of zip members, computed by zlib.
package enum Checksum {
  /// The checksum of `bytes`; 0 for none.
  package static func of(_ bytes: RawSpan) -> UInt32 {
    bytes.withUnsafeBytes { buffer in
      guard let base = buffer.baseAddress else { return 0 }
      let address = base.assumingMemoryBound(to: UInt8.self)
      return UInt32(truncatingIfNeeded: crc32_z(0, address, buffer.count))
    }
  }
}
