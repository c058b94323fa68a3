@testable import UnrollArchive
@testable import UnrollText

/// Readers of archives, and of the labelled texts in them.
enum ArchiveReaders {
  /// Narrow, so that whatever inflates beyond them is seen to be refused.
  static let limits = ArchiveLimits(bytesPerEntry: 64 << 10, totalBytes: 256 << 10, entries: 64)

  static let all = [
    HostileReader("archive", archive), HostileReader("zip", zip),
    HostileReader("reviews", reviews),
  ]

  /// `.tar`, `.tar.gz` and `.zip`, entry by entry.
  @Sendable private static func archive(_ bytes: [UInt8]) throws {
    let reader = try ArchiveReader(FileBytes(bytes), name: "input", limits: limits)
    var total = 0
    while let entry = try reader.nextFile() {
      try tolerating { total += try reader.readData().count }
      precondition(entry.size >= 0 && total <= limits.totalBytes, "the budget is kept")
    }
  }

  /// `.zip` by the names of its members.
  @Sendable private static func zip(_ bytes: [UInt8]) throws {
    let file = try ZipFile(FileBytes(bytes), name: "input", limits: limits)
    for member in file.members {
      try tolerating {
        let data = try file.read(member.name)
        precondition(data.count == member.size, "a member has the size that it states")
      }
      try tolerating { _ = try file.read(member.name, verifyingChecksum: false) }
    }
  }

  /// Labelled texts in an archive.
  @Sendable private static func reviews(_ bytes: [UInt8]) throws {
    var options = LabeledTextArchive.Options()
    options.limits = limits
    let reader = try ArchiveReader(FileBytes(bytes), name: "input", limits: limits)
    let texts = try LabeledTextFolders.read(reader, options: options, report: ProgressReport(nil))
    _ = texts.train.map(\.text)
    _ = texts.test?.map(\.text)
  }
}
