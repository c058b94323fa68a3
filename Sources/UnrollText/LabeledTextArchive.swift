public import UnrollArchive
import UnrollTensor

/// Labelled texts from a file or a folder: what a classifier is trained and tested on.
///
/// ```swift
/// let reviews = try LabeledTextArchive(contentsOf: "aclImdb_v1.tar.gz")
/// print(reviews.labels, reviews.train.count, reviews.test?.count ?? 0)
/// ```
///
/// Read are:
/// - archives (`.tar.gz`, `.tgz`, `.tar`, `.zip`) and folders that hold one text a file in folders
///   `pos` and `neg`, below `train` and `test` if those exist. Everything else in them, and hidden
///   files, are passed over. Label 0 is "negative", 1 is "positive".
/// - `.csv` and `.tsv` tables with a header, quoted as RFC 4180 has it, and `.jsonl` with one
///   object a line; each of them may be compressed with gzip (`.csv.gz`). The text and the label
///   stand under the names that the options give.
///
/// The order is that of the archive or table; in folders it is `pos`, then `neg`, each by name.
/// Nothing is unpacked on the disk.
public struct LabeledTextArchive: Sendable {
  /// The part of a data set that texts belong to.
  public enum Split: String, Hashable, Sendable, CaseIterable {
    /// Texts to learn from; all texts of data that is not split.
    case train
    /// Texts that are kept apart for the final figures.
    case test
  }

  /// What is read and how.
  public struct Options: Sendable {
    /// The splits to keep in memory.
    public var splits: Set<Split> = [.train, .test]
    /// The column or key of the text in tables and JSON lines.
    public var textColumn = "text"
    /// The column or key of the label in tables and JSON lines.
    public var labelColumn = "label"
    /// Budgets: 64 MiB for one text, 16 GiB and 5 000 000 entries for a file.
    public var limits = ArchiveLimits(
      bytesPerEntry: 64 << 20, totalBytes: 16 << 30, entries: 5_000_000)

    /// Creates options of which all have their defaults.
    public init() {}
  }

  /// How far reading has come.
  public struct Progress: Sendable {
    /// The bytes of the file that were read, compressed if it is.
    public let fileBytesRead: Int
    /// The size of the file in bytes; nil for folders and pipes.
    public let fileSize: Int?
    /// The texts that were kept so far.
    public let texts: Int
  }

  /// The texts to learn from; empty if only the test split was asked for.
  public let train: LabeledTexts
  /// The texts kept apart; nil if there are none or they were not asked for.
  public let test: LabeledTexts?
  /// The names of the labels; the label of a text is an index into them.
  ///
  /// "negative" and "positive" for folders `neg` and `pos` and for labels of these names; otherwise
  /// the distinct labels in order, by value if all are whole numbers.
  public let labels: [String]

  /// Reads a file or a folder.
  ///
  /// - Parameters:
  ///   - path: An archive, a folder, a table or JSON lines.
  ///   - options: Splits, names of columns and budgets.
  ///   - progress: Called now and then, and once at the end; what it throws ends the reading.
  /// - Throws: `UnrollError` that names the file, and the entry or line where one is at fault.
  public init(
    contentsOf path: String, options: Options = Options(),
    progress: ((Progress) throws -> Void)? = nil
  ) throws {
    let report = ProgressReport(progress)
    switch Layout(path) {
    case .folder:
      self = try LabeledTextFolders.read(folder: path, options: options, report: report)
    case .archive:
      self = try LabeledTextFolders.read(archive: path, options: options, report: report)
    case .unknown:
      self = try Layout.explaining {
        try LabeledTextFolders.read(archive: path, options: options, report: report)
      }
    case .table(let delimiter):
      let rows = LabeledTextTable(path: path, options: options, report: report)
      self = try rows.read(delimiter: delimiter)
    case .jsonLines:
      self = try LabeledTextTable(path: path, options: options, report: report).readJSONLines()
    }
  }

  init(train: LabeledTexts, test: LabeledTexts?, labels: [String]) {
    self.train = train
    self.test = test
    self.labels = labels
  }

  /// How labelled texts lie in a file, told by the kind of the file and its name.
  private enum Layout {
    case folder, archive, jsonLines, unknown
    case table(delimiter: UInt8)

    init(_ path: String) {
      var name = path.lowercased()
      if name.hasSuffix(".gz") { name.removeLast(3) }
      self =
        if LabeledTextFolders.isFolder(path) {
          .folder
        } else if name.hasSuffix(".csv") {
          .table(delimiter: UInt8(ascii: ","))
        } else if name.hasSuffix(".tsv") {
          .table(delimiter: UInt8(ascii: "\t"))
        } else if name.hasSuffix(".jsonl") || name.hasSuffix(".ndjson") {
          .jsonLines
        } else if [".tar", ".tgz", ".zip"].contains(where: name.hasSuffix) {
          .archive
        } else {
          .unknown
        }
    }

    /// Says what the name of a file has to do with it, where the file is no archive either.
    static func explaining<Result>(_ body: () throws -> Result) throws -> Result {
      do {
        return try body()
      } catch var error as UnrollError {
        if error.code == .corruptFile {
          error.hint =
            "expected an archive (.tar.gz, .tgz, .tar, .zip), a table (.csv, .tsv), "
            + ".jsonl or a folder; what a file is read as follows from its name"
        }
        throw error
      }
    }
  }
}

/// Calls a progress callback at steps that are worth a line on a screen.
final class ProgressReport {
  private static let step = 1 << 20

  private let body: ((LabeledTextArchive.Progress) throws -> Void)?
  private var reported = 0

  init(_ body: ((LabeledTextArchive.Progress) throws -> Void)?) { self.body = body }

  /// Reports if a mebibyte more was read since the last time.
  ///
  /// - Parameters:
  ///   - bytes: The bytes of the file that were read.
  ///   - size: The size of the file.
  ///   - texts: The texts that were kept.
  /// - Throws: What the callback throws.
  func update(bytes: Int, of size: Int?, texts: @autoclosure () -> Int) throws {
    guard body != nil, bytes - reported >= Self.step else { return }
    try finish(bytes: bytes, of: size, texts: texts())
  }

  /// Reports in any case, for the end.
  ///
  /// - Parameters:
  ///   - bytes: The bytes of the file that were read.
  ///   - size: The size of the file.
  ///   - texts: The texts that were kept.
  /// - Throws: What the callback throws.
  func finish(bytes: Int, of size: Int?, texts: Int) throws {
    reported = bytes
    try body?(LabeledTextArchive.Progress(fileBytesRead: bytes, fileSize: size, texts: texts))
  }
}
