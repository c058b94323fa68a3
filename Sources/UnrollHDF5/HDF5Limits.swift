/// Budgets that are checked before memory is taken for what a file declares.
public struct HDF5Limits: Sendable, Hashable {
  /// The budgets that suit files of weights.
  public static let standard = HDF5Limits()

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

  /// Creates budgets; change what does not suit.
  public init() {}
}
