import UnrollArchive
import UnrollTensor

/// Reads labelled texts from a table or from JSON lines: one text a row.
///
/// Such files are not split; all of their texts are to learn from.
struct LabeledTextTable {
  let path: String
  let options: LabeledTextArchive.Options
  let report: ProgressReport

  /// Reads a table with a header.
  ///
  /// - Parameters:
  ///   - delimiter: The byte between fields.
  ///   - stream: The content; nil opens the file.
  /// - Returns: The texts.
  /// - Throws: `UnrollError` that names the file, and the line where one is at fault.
  func read(delimiter: UInt8, from stream: ByteStream? = nil) throws -> LabeledTextArchive {
    try collect(stream) { stream, rows in
      let reader = try DelimitedTextReader(
        stream, delimiter: delimiter, longestRow: options.limits.bytesPerEntry)
      guard try reader.next() else { throw empty() }
      let columns = try Columns(reader, options)
      while try reader.next() {
        try locating("line \(reader.line)") {
          try columns.checkCount(reader)
          try rows.add(
            reader.field(columns.text), label: reader.field(columns.label), line: reader.line)
        }
        try rows.report(stream)
      }
    }
  }

  /// Reads JSON lines.
  ///
  /// - Parameter stream: The content; nil opens the file.
  /// - Returns: The texts.
  /// - Throws: `UnrollError` that names the file, and the line where one is at fault.
  func readJSONLines(from stream: ByteStream? = nil) throws -> LabeledTextArchive {
    try collect(stream) { stream, rows in
      let reader = JSONLineReader(stream, longestLine: options.limits.bytesPerEntry)
      let keys = [options.textColumn, options.labelColumn]
      while let line = try reader.next() {
        try locating("line \(reader.line)") {
          try UTF8Check.validate(line[...])
          var scanner = JSONScanner(line)
          let values = try scanner.object(keys)
          let text = try string(values, options.textColumn)
          let label = try label(values)
          try rows.add(text[...], label: label[...], line: reader.line)
        }
        try rows.report(stream)
      }
    }
  }

  /// Opens the file, lets `read` add rows, and puts the labels in order.
  private func collect(
    _ stream: ByteStream?, _ read: (ByteStream, inout Rows) throws -> Void
  ) throws -> LabeledTextArchive {
    guard options.splits.contains(.train) else {
      throw UnrollError(
        .notFound, "there is no test split", path: [path], found: "a table, which is not split",
        hint: "ask for the train split, which holds all texts")
    }
    let stream = try stream ?? ByteStream(path: path, limits: options.limits)
    return try locating(path) {
      var rows = Rows(options: options, progress: report)
      try withoutPath { try read(stream, &rows) }
      guard !rows.texts.isEmpty else { throw empty() }
      try report.finish(bytes: stream.fileBytesRead, of: stream.fileSize, texts: rows.texts.count)
      return try rows.finish()
    }
  }

  /// Runs `body` and takes the name of the file from errors of the stream, which begin with it.
  private func withoutPath(_ body: () throws -> Void) throws {
    do {
      try body()
    } catch var error as UnrollError {
      if error.path.first == path { error.path.removeFirst() }
      throw error
    }
  }

  private func empty() -> UnrollError {
    UnrollError(
      .invalidInput, "there are no rows",
      expected: "texts under \"\(options.textColumn)\", labels under \"\(options.labelColumn)\"",
      hint: "give a file with a text and its label in each row")
  }
}

// MARK: - Values of JSON

extension LabeledTextTable {
  private func string(_ values: [String: JSONScanner.Value], _ key: String) throws -> [UInt8] {
    guard case .string(let bytes) = try value(values, key) else {
      throw UnrollError(
        .invalidInput, "\"\(key.printableName)\" is not a string", expected: "a text in quotes",
        hint: "write the text as a string, or name the key that holds it")
    }
    return bytes
  }

  private func label(_ values: [String: JSONScanner.Value]) throws -> [UInt8] {
    switch try value(values, options.labelColumn) {
    case .string(let bytes): return bytes
    case .literal(let word) where Int(word) != nil || word == "true" || word == "false":
      return Array(word.utf8)
    default:
      throw UnrollError(
        .invalidInput, "\"\(options.labelColumn)\" is not a label",
        expected: "a string, a whole number, true or false",
        hint: "write the label as one of these, or name the key that holds it")
    }
  }

  private func value(
    _ values: [String: JSONScanner.Value], _ key: String
  ) throws -> JSONScanner.Value {
    guard let value = values[key] else {
      throw UnrollError(
        .notFound, "the object has no \"\(key)\"",
        hint: "name the keys of the text and of the label if they are others")
    }
    return value
  }
}

/// The rows of a table that were read so far.
private struct Rows {
  private(set) var texts = LabeledTexts()
  private var labels = LabeledTextLabels()
  private let options: LabeledTextArchive.Options
  private let progress: ProgressReport

  init(options: LabeledTextArchive.Options, progress: ProgressReport) {
    self.options = options
    self.progress = progress
  }

  mutating func add(_ text: ArraySlice<UInt8>, label: ArraySlice<UInt8>, line: Int) throws {
    let index = try labels.index(of: label, column: options.labelColumn)
    try options.limits.check(entry: text.count, total: texts.byteCount, entries: texts.count + 1)
    try texts.append(text, name: "line \(line)", label: index)
  }

  func report(_ stream: ByteStream) throws {
    try progress.update(bytes: stream.fileBytesRead, of: stream.fileSize, texts: texts.count)
  }

  consuming func finish() throws -> LabeledTextArchive {
    let (names, indices) = try labels.ordered()
    texts.relabel(indices)
    texts.trim()
    return LabeledTextArchive(train: texts, test: nil, labels: names)
  }
}

/// Where text and label stand in a row.
private struct Columns {
  let count: Int
  let text: Int
  let label: Int

  /// Finds the columns in the header, the current row.
  init(_ reader: DelimitedTextReader, _ options: LabeledTextArchive.Options) throws {
    let names = (0..<reader.fieldCount).map { String(decoding: reader.field($0), as: UTF8.self) }
    count = names.count
    text = try Self.find(options.textColumn, in: names)
    label = try Self.find(options.labelColumn, in: names)
  }

  private static func find(_ name: String, in names: [String]) throws -> Int {
    guard let index = names.firstIndex(of: name) else {
      let shown = names.prefix(20).map { "\"\($0.prefix(40).description.printableName)\"" }
      throw UnrollError(
        .notFound, "there is no column \"\(name)\"", path: ["line 1"],
        found: "columns " + shown.joined(separator: ", ") + (names.count > 20 ? ", …" : ""),
        hint: "the first row names the columns; say which ones hold text and label")
    }
    guard names.lastIndex(of: name) == index else {
      throw UnrollError(
        .invalidInput, "there are several columns \"\(name)\"", path: ["line 1"], expected: "one",
        hint: "give all but one of them another name")
    }
    return index
  }

  func checkCount(_ reader: DelimitedTextReader) throws {
    guard reader.fieldCount == count else {
      throw UnrollError(
        .invalidInput, "the row does not fit the header", expected: "\(count) fields",
        found: "\(reader.fieldCount)",
        hint: "put fields that hold delimiters, quotes or line ends in quotes")
    }
  }
}
