import UnrollTensor

/// The budgets under which files of unknown origin are read.
///
/// A budget is checked before memory is reserved and again while data is inflated, so that
/// neither a lying header nor a decompression bomb can take more than it. The defaults admit the
/// largest files of the field (uncompressed word vectors of several gigabytes, data sets of
/// hundreds of thousands of texts): 4 GiB for one entry, 64 GiB and 2 000 000 entries for one file.
public struct ArchiveLimits: Hashable, Sendable {
  /// The most bytes that one entry may hold, uncompressed.
  public var bytesPerEntry: Int
  /// The most bytes that all entries of a file may hold together, uncompressed.
  public var totalBytes: Int
  /// The most entries that an archive may have, of any kind.
  public var entries: Int

  /// The default budgets.
  public static let standard = ArchiveLimits()

  /// Creates budgets; what is left out keeps its default.
  ///
  /// - Parameters:
  ///   - bytesPerEntry: The most uncompressed bytes of one entry.
  ///   - totalBytes: The most uncompressed bytes of a whole file.
  ///   - entries: The most entries of an archive.
  public init(
    bytesPerEntry: Int = 4 << 30, totalBytes: Int = 64 << 30, entries: Int = 2_000_000
  ) {
    self.bytesPerEntry = bytesPerEntry
    self.totalBytes = totalBytes
    self.entries = entries
  }
}

extension ArchiveLimits {
  /// Throws unless an entry, all bytes and all entries so far fit.
  package func check(entry: Int, total: Int, entries: Int) throws {
    try checkEntry(bytes: entry)
    try checkTotal(bytes: total)
    try checkEntries(count: entries)
  }

  /// Throws unless an entry of `bytes` fits.
  func checkEntry(bytes: Int) throws {
    guard bytes > bytesPerEntry else { return }
    throw UnrollError(
      .limitExceeded, "the entry is larger than the limit allows",
      expected: "at most \(bytesPerEntry) bytes", found: "\(bytes) bytes or more",
      hint: "raise ArchiveLimits.bytesPerEntry if the file is trusted")
  }

  /// Throws unless `bytes` in all fit.
  func checkTotal(bytes: Int) throws {
    guard bytes > totalBytes else { return }
    throw UnrollError(
      .limitExceeded, "the file holds more data than the limit allows",
      expected: "at most \(totalBytes) bytes", found: "\(bytes) bytes or more",
      hint: "raise ArchiveLimits.totalBytes if the file is trusted")
  }

  /// Throws unless an archive may have `count` entries.
  func checkEntries(count: Int) throws {
    guard count > entries else { return }
    throw UnrollError(
      .limitExceeded, "the archive has more entries than the limit allows",
      expected: "at most \(entries) entries", found: "\(count) entries or more",
      hint: "raise ArchiveLimits.entries if the file is trusted")
  }
}
