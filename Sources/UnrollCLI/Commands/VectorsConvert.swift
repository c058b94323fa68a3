import ArgumentParser
import UnrollTensor
import UnrollText

/// `unroll vectors convert`: from one format to another.
struct VectorsConvert: UnrollSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "convert",
    abstract: "Writes word vectors in another format, all words or some.",
    discussion: """
      The ending of the output decides: .bin (word2vec binary), .vec (word2vec text, with a first \
      line) or .txt (GloVe text, without). Numbers keep their bits.

      Examples:
        unroll vectors convert vectors.bin.gz small.bin --limit 200000
        unroll vectors convert vectors.bin words.txt --words words.list
      """)

  @OptionGroup var vectors: VectorFileOptions
  @Argument(help: "The file to write.", completion: .file()) var output: String
  @Option(
    help: ArgumentHelp(
      "Keep only the words of this file (one a line), in the order of the vectors.",
      valueName: "file"), completion: .file())
  var words: String?
  @OptionGroup(title: "Messages") var messages: MessageOptions

  func run() throws {
    let format = try WordVectorFormat(path: output)
    let console = messages.console
    try OutputProbe.check(output)
    var table = try vectors.read(console)
    if let words { table = try selection(from: table, wordsIn: words, console) }
    try ReadingNote.show("writing \(output)", console) {
      try table.write(to: output, format: format)
    }
    console.note("wrote \(table.count) words to \(output) (\(format.title))")
  }

  private func selection(
    from table: WordVectors, wordsIn list: String, _ console: Console
  ) throws -> WordVectors {
    let reader = try LineReader(list)
    var rows: Set<Int> = []
    var unknown = 0
    while let block = try reader.nextBlock() {
      for line in Lines(block) where !line.isEmpty {
        if let row = table.vocabulary.index(of: block.span.extracting(line)) {
          rows.insert(Int(row))
        } else {
          unknown += 1
        }
      }
    }
    guard !rows.isEmpty else {
      throw UnrollError(
        .invalidInput, "no word of the list has a vector", path: [list],
        hint: "the list holds one word a line; upper and lower case differ")
    }
    if unknown > 0 { console.note("\(unknown) words of \(list) have no vector") }
    return table.selecting(rows.sorted())
  }
}
