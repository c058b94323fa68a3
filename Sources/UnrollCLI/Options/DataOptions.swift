import ArgumentParser
import Unroll
import UnrollText

/// Where labelled texts come from.
struct DataOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Labelled texts: an archive or folder with pos/ and neg/ (below train/ and test/ if those \
      exist), a .csv or .tsv with a header, or .jsonl. Without it the built-in sample.
      """, valueName: "path"), completion: .file())
  var data: String?

  @Option(help: ArgumentHelp("The column of the texts in tables.", valueName: "name"))
  var textColumn = "text"

  @Option(help: ArgumentHelp("The column of the labels in tables.", valueName: "name"))
  var labelColumn = "label"

  /// Reads the texts, and shows on a terminal how far that has come.
  func read(
    _ splits: Set<LabeledTextArchive.Split>, _ console: Console
  ) throws -> LabeledTextArchive {
    var options = LabeledTextArchive.Options()
    options.splits = splits
    options.textColumn = textColumn
    options.labelColumn = labelColumn
    let path = try data ?? BuiltInSample.reviews()
    return try ReadingNote.show("reading \(data ?? "the built-in sample")", console) { note in
      try LabeledTextArchive(contentsOf: path, options: options) { progress in
        let share = progress.fileSize.map { Double(progress.fileBytesRead) / Double(max($0, 1)) }
        note.update(share: share, detail: "\(progress.texts) texts")
      }
    }
  }
}
