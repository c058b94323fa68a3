import UnrollArchive
import UnrollTensor

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension LabeledTextFolders {
  /// Reads an archive, in its order.
  ///
  /// - Parameters:
  ///   - path: The archive.
  ///   - options: Splits and budgets.
  ///   - report: Hears of the progress.
  /// - Returns: The texts.
  /// - Throws: `UnrollError` that names the file, and the entry where one is at fault.
  static func read(
    archive path: String, options: LabeledTextArchive.Options, report: ProgressReport
  ) throws -> LabeledTextArchive {
    try read(ArchiveReader(path: path, limits: options.limits), options: options, report: report)
  }

  /// Reads an archive that is open, in its order.
  ///
  /// - Parameters:
  ///   - reader: The archive, of which nothing was read yet.
  ///   - options: Splits and budgets.
  ///   - report: Hears of the progress.
  /// - Returns: The texts.
  /// - Throws: `UnrollError` that names the file, and the entry where one is at fault.
  static func read(
    _ reader: ArchiveReader, options: LabeledTextArchive.Options, report: ProgressReport
  ) throws -> LabeledTextArchive {
    var folders = LabeledTextFolders(path: reader.path, options: options)
    var bytes: [UInt8] = []
    while let entry = try reader.nextFile() {
      guard let place = LabeledTextPlace(entry: entry.path) else {
        folders.passOver(entry.path)
        continue
      }
      if folders.wants(place) {
        bytes.removeAll(keepingCapacity: true)
        try reader.readData(appendingTo: &bytes)
        try folders.add(bytes, name: entry.path, at: place)
      }
      try report.update(bytes: reader.fileBytesRead, of: reader.fileSize, texts: folders.count)
    }
    try report.finish(bytes: reader.fileBytesRead, of: reader.fileSize, texts: folders.count)
    return try folders.finish()
  }

  /// Reads a folder on the disk: `pos`, then `neg`, each by name.
  ///
  /// - Parameters:
  ///   - path: The folder.
  ///   - options: Splits and budgets.
  ///   - report: Hears of the progress.
  /// - Returns: The texts.
  /// - Throws: `UnrollError` that names the folder, and the file where one is at fault.
  static func read(
    folder path: String, options: LabeledTextArchive.Options, report: ProgressReport
  ) throws -> LabeledTextArchive {
    var folders = LabeledTextFolders(path: path, options: options)
    var budget = FolderBudget(limits: options.limits)
    let names = try Self.names(path)
    for (folder, place) in textFolders(path, names) where folders.wants(place) {
      for name in try Self.names(path + "/" + folder)
      where !isFolder("\(path)/\(folder)/\(name)") {
        let bytes = try budget.read("\(path)/\(folder)/\(name)")
        try folders.add(bytes, name: "\(folder)/\(name)", at: place)
        try report.update(bytes: budget.bytes, of: nil, texts: folders.count)
      }
    }
    for name in names { folders.passOver(name) }
    try report.finish(bytes: budget.bytes, of: nil, texts: folders.count)
    return try folders.finish()
  }

  /// The folders of texts in a folder: those in splits first, so that they are known to exist.
  private static func textFolders(
    _ path: String, _ names: [String]
  ) -> [(folder: String, place: LabeledTextPlace)] {
    let splits = LabeledTextArchive.Split.allCases.filter { names.contains($0.rawValue) }
    let places: [LabeledTextArchive.Split?] = splits + [nil]
    return places.flatMap { split in
      LabeledTextPlace.classes.map { place in
        let folder = (split.map { $0.rawValue + "/" } ?? "") + place.folder
        return (folder, LabeledTextPlace(split: split, label: place.label))
      }
    }.filter { isFolder(path + "/" + $0.0) }
  }

  /// The names in a folder, without hidden ones, in order.
  private static func names(_ folder: String) throws -> [String] {
    do {
      return try FileManager.default.contentsOfDirectory(atPath: folder)
        .filter { !$0.hasPrefix(".") }.sorted()
    } catch {
      throw UnrollError(.io, "cannot list the folder", path: [folder], cause: error)
    }
  }

  /// Whether a path is that of a folder that can be read.
  static func isFolder(_ path: String) -> Bool {
    (try? FileManager.default.contentsOfDirectory(atPath: path)) != nil
  }
}

/// Reads files of a folder as long as the budgets last.
private struct FolderBudget {
  let limits: ArchiveLimits
  private(set) var bytes = 0
  private var files = 0

  init(limits: ArchiveLimits) { self.limits = limits }

  mutating func read(_ path: String) throws -> [UInt8] {
    let file = try FileBytes(mapping: path)
    bytes += file.count
    files += 1
    try locating(path) { try limits.check(entry: file.count, total: bytes, entries: files) }
    return file.toArray()
  }
}
