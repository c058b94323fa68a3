/// Budgets that are checked before memory is taken for what a file declares.
///
/// Beside the file itself and what is asked for, reading takes at most two copies of one chunk, and
/// lists of a few dozen bytes for each child or chunk that the file holds.
public struct HDF5Limits: Sendable, Hashable {
  /// The budgets that suit files of weights.
  public static let standard = HDF5Limits()

  /// The largest file that is taken into memory from a disk.
  public var fileBytes = 16 << 30
  /// The largest dataset, as bytes in memory.
  public var datasetBytes = 4 << 30
  /// How many times larger than its bytes in the file a dataset may be, if it has more than
  /// ``freeBytes``; gzip itself reaches a thousand.
  public var expansion = 1000
  /// What a dataset may take in memory however little of it is in the file.
  public var freeBytes = 16 << 20
  /// The largest attribute, in bytes.
  public var attributeBytes = 64 << 20
  /// The largest number of children of a group.
  public var children = 4096
  /// The largest number of groups in a path.
  public var depth = 64
  /// Whether the checksums in a file are compared.
  ///
  /// Without, more of a damaged file can be read, as safely; what it holds may be wrong.
  public var verifiesChecksums = true

  /// Creates budgets; change what does not suit.
  public init() {}
}

extension Int {
  /// The product, or nil if it cannot be represented.
  func times(_ other: Int) -> Int? {
    let (product, overflow) = multipliedReportingOverflow(by: other)
    return overflow ? nil : product
  }
}
