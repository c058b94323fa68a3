import UnrollTensor

/// An HDF5 file that is open for reading, in memory as a whole.
///
/// The file is read by code of our own that trusts nothing in it: every address, size and count is
/// checked before it is used, links that lead elsewhere are refused, and what a file declares is
/// held against ``HDF5Limits`` before memory is taken. All parts of a file may be used from any
/// number of threads at once.
public struct HDF5File: Sendable {
  /// The group that holds everything else.
  public let root: HDF5Group

  /// Opens the file at `path` for reading.
  ///
  /// - Parameters:
  ///   - path: the place of the file.
  ///   - limits: budgets for what the file declares.
  /// - Throws: ``UnrollError`` when there is no such file or it is not HDF5.
  public init(path: String, limits: HDF5Limits = .standard) throws {
    self = try locating(path) {
      try HDF5File(image: HDF5FileBytes.read(path, limits), limits: limits)
    }
  }

  /// Opens a whole file that is in memory, such as a member of an archive, for reading.
  ///
  /// - Parameters:
  ///   - image: the bytes of the file.
  ///   - limits: budgets for what the file declares.
  /// - Throws: ``UnrollError`` when the bytes are not an HDF5 file.
  public init(image: [UInt8], limits: HDF5Limits = .standard) throws {
    let superblock = try HDF5Superblock(image, limits)
    let root = try HDF5Object(root: superblock.root, of: superblock.source)
    guard root.isGroup else {
      throw HDF5Damage.error(
        "the file has no root group", at: superblock.source.base + superblock.root)
    }
    self.root = HDF5Group(root)
  }
}
