import CArchive
import Testing

/// What libarchive itself reads from a file: the peer against which our zip writer is checked.
enum LibarchiveProbe {
  /// The files of an archive in their order; names that are not ASCII are nil in the "C" locale.
  ///
  /// A reader that cannot seek sees only the headers between the members, one that can uses the
  /// directory at the end.
  static func files(_ path: String, isSeekable: Bool) throws -> [(name: String?, data: [UInt8])] {
    let archive = try #require(archive_read_new())
    defer { archive_read_free(archive) }
    if isSeekable {
      archive_read_support_format_zip_seekable(archive)
    } else {
      archive_read_support_format_zip_streamable(archive)
    }
    try #require(archive_read_open_filename(archive, path, 10_240) == ARCHIVE_OK)
    var entry: OpaquePointer?
    var found: [(name: String?, data: [UInt8])] = []
    while case let status = archive_read_next_header(archive, &entry), status != ARCHIVE_EOF {
      try #require(status >= ARCHIVE_WARN)
      let name = archive_entry_pathname_utf8(entry).map { String(cString: $0) }
      var data = [UInt8](repeating: 0, count: 1 << 20)
      let count = archive_read_data(archive, &data, data.count)
      try #require(count >= 0, "libarchive cannot read \(name ?? "a member")")
      found.append((name, Array(data.prefix(count))))
    }
    return found
  }
}
