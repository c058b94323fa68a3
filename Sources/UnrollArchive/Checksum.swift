import CUnrollInflate
import CZlib

/// The CRC-32 of zip members and gzip data: computed by zlib, or several times as fast where the
/// processor multiplies polynomials.
package enum Checksum {
  private static let folds = unroll_checksum_can_fold() != 0

  /// The checksum of `bytes`; 0 for none.
  static func of(_ bytes: RawSpan) -> UInt32 { bytes.withUnsafeBytes { of($0, after: 0) } }

  /// The checksum of data whose first part has the checksum `before`.
  package static func of(_ bytes: UnsafeRawBufferPointer, after before: UInt32) -> UInt32 {
    guard let base = bytes.baseAddress else { return before }
    var (address, count) = (base.assumingMemoryBound(to: UInt8.self), bytes.count)
    var checksum = before
    if folds && count >= UNROLL_CHECKSUM_LEAST {
      let folded = count & ~15
      checksum = unroll_checksum_fold(checksum, address, folded)
      (address, count) = (address + folded, count - folded)
    }
    return UInt32(truncatingIfNeeded: crc32_z(UInt(checksum), address, count))
  }
}
