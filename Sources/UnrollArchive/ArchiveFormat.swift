import UnrollTensor

/// The formats of archives, recognised by the first bytes of a file.
enum ArchiveFormat {
  case tar, zip

  /// Recognises the format.
  ///
  /// - Parameter stream: The file, of which nothing was read yet.
  /// - Throws: `UnrollError` that names the file if it is empty or of a format that is known but
  ///   not read.
  init(_ stream: ByteStream) throws {
    let start = try stream.leadingFileBytes(6)
    guard !start.isEmpty else {
      throw UnrollError(
        .corruptFile, "the archive is empty", path: [stream.path],
        expected: ".tar, .tar.gz, .tgz or .zip", hint: "download or copy it again")
    }
    if start.starts(with: [0x50, 0x4B, 0x03, 0x04]) || start.starts(with: [0x50, 0x4B, 0x05, 0x06])
    {
      self = .zip
      return
    }
    if let format = Self.unsupported.first(where: { start.starts(with: $0.magic) }) {
      throw UnrollError(
        .unsupported, "the archive is in a format that is not read", path: [stream.path],
        expected: ".tar, .tar.gz, .tgz or .zip", found: format.name,
        hint: "unpack it and name the folder, or pack it again as .tar.gz")
    }
    self = .tar
  }

  private static let unsupported: [(name: String, magic: [UInt8])] = [
    ("bzip2", [0x42, 0x5A, 0x68]),
    ("xz", [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]),
    ("Zstandard", [0x28, 0xB5, 0x2F, 0xFD]),
    ("7z", [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C]),
    ("rar", [0x52, 0x61, 0x72, 0x21, 0x1A, 0x07]),
  ]
}
