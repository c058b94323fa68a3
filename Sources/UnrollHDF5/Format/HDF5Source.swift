/// The bytes of a file, and how it writes addresses.
///
/// The bytes never change, so any number of threads may read.
final class HDF5Source: Sendable {
  /// The whole file.
  let bytes: [UInt8]
  /// The byte at which address 0 lies: foreign data may stand in front.
  let base: Int
  /// The bytes of an address in the file: 2, 4 or 8.
  let addressWidth: Int
  /// The bytes of a length in the file: 2, 4 or 8.
  let lengthWidth: Int
  /// What the file may cost.
  let limits: HDF5Limits

  /// Describes a file, of which nothing is believed yet.
  init(
    _ bytes: [UInt8], base: Int, addressWidth: Int, lengthWidth: Int, limits: HDF5Limits
  ) {
    self.bytes = bytes
    self.base = base
    self.addressWidth = addressWidth
    self.lengthWidth = lengthWidth
    self.limits = limits
  }

  /// The addresses that lie in the file are those below this one.
  var size: Int { bytes.count - base }

  /// Calls `body` with a part of the file.
  func withBytes<Result>(
    _ range: Range<Int>, _ body: (RawSpan) throws -> Result
  ) rethrows -> Result {
    let bytes = bytes
    return try body(bytes.span.bytes.extracting(range))
  }
}
