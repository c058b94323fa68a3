import UnrollTensor

/// What an entry of an archive is; only files have data that is read.
public enum ArchiveEntryKind: Hashable, Sendable {
  /// A regular file.
  case file
  /// A folder.
  case directory
  /// A name for another path; never followed.
  case symbolicLink
  /// A second name of another entry; never followed.
  case hardLink
  /// A device, a pipe, a socket.
  case other
}

/// One entry of an archive, as its header describes it.
public struct ArchiveEntry: Hashable, Sendable {
  /// The name in the archive: text, never used as a path on disk, and free to be absolute or to
  /// contain `..`.
  public let path: String
  /// What the entry is.
  public let kind: ArchiveEntryKind
  /// The size of the data in bytes that the header states; 0 for everything but files.
  public let size: Int
}

extension ArchiveEntryKind {
  /// Throws unless the entry has data.
  func checkIsFile() throws {
    guard self != .file else { return }
    throw UnrollError(
      .unsupported, "the entry has no data that could be read", expected: "a regular file",
      found: name)
  }

  private var name: String {
    switch self {
    case .file: "a regular file"
    case .directory: "a folder"
    case .symbolicLink: "a symbolic link"
    case .hardLink: "a hard link"
    case .other: "a device or another special file"
    }
  }
}
