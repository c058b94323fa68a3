import UnrollArchive
import UnrollTensor

/// Collects texts from folders `pos` and `neg`, below `train` and `test` if those exist.
struct LabeledTextFolders {
  private static let labels = ["negative", "positive"]

  private let path: String
  private let wanted: Set<LabeledTextArchive.Split>
  private var splits: [LabeledTextArchive.Split: LabeledTexts] = [:]
  private var foundSplits: Set<LabeledTextArchive.Split> = []
  /// Texts that no split surrounds; they count only where there are no splits.
  private var unsplit = LabeledTexts()
  private var passedOver: [String] = []
  /// The folder of the last entry that was passed over.
  private var lastPassedOver = ""

  /// Starts a collection.
  ///
  /// - Parameters:
  ///   - path: The archive or folder, for messages.
  ///   - options: The splits that are wanted.
  init(path: String, options: LabeledTextArchive.Options) {
    self.path = path
    wanted = options.splits
  }

  /// The texts that were kept so far.
  var count: Int { splits.values.reduce(unsplit.count) { $0 + $1.count } }

  /// Whether a text is to be kept; takes note that its split exists.
  mutating func wants(_ place: LabeledTextPlace) -> Bool {
    guard let split = place.split else { return foundSplits.isEmpty }
    foundSplits.insert(split)
    unsplit = LabeledTexts()
    return wanted.contains(split)
  }

  /// Takes note of an entry that is not a text, for the message that nothing was found.
  mutating func passOver(_ entry: String) {
    guard passedOver.count < 4 else { return }
    // Thousands of neighbours lie in one folder.
    let path = entry.utf8
    let surroundings = path[..<(path.lastIndex(of: UInt8(ascii: "/")) ?? path.startIndex)]
    if !surroundings.isEmpty && surroundings.elementsEqual(lastPassedOver.utf8) { return }
    lastPassedOver = String(Substring(surroundings))
    let folder = entry.split(separator: "/").dropLast().prefix(3).joined(separator: "/")
    let shown = (folder.isEmpty ? entry : folder + "/").printableName
    if !passedOver.contains(shown) { passedOver.append(shown) }
  }

  /// Adds a text that ``wants(_:)`` said yes to.
  ///
  /// - Parameters:
  ///   - bytes: The text.
  ///   - name: The entry or file.
  ///   - place: Where it lies.
  /// - Throws: `UnrollError` that names file and entry if the text is not UTF-8.
  mutating func add(_ bytes: [UInt8], name: String, at place: LabeledTextPlace) throws {
    try locating(path) {
      try locating(name.printableName) {
        if let split = place.split {
          try splits[split, default: LabeledTexts()]
            .append(bytes[...], name: name, label: place.label)
        } else {
          try unsplit.append(bytes[...], name: name, label: place.label)
        }
      }
    }
  }

  /// The collected texts.
  ///
  /// - Throws: `UnrollError` that names the file if there are no texts, or none of a class.
  consuming func finish() throws -> LabeledTextArchive {
    try locating(path) {
      guard !foundSplits.isEmpty || !unsplit.isEmpty else { throw nothingFound() }
      if foundSplits.isEmpty {
        guard wanted.contains(.train) else { throw noSplit(.test) }
        return LabeledTextArchive(
          train: try checked(unsplit, folder: ""), test: nil, labels: Self.labels)
      }
      if wanted.contains(.train), !foundSplits.contains(.train) { throw noSplit(.train) }
      if wanted == [.test], !foundSplits.contains(.test) { throw noSplit(.test) }
      return LabeledTextArchive(
        train: try take(.train) ?? LabeledTexts(), test: try take(.test), labels: Self.labels)
    }
  }
}

extension LabeledTextFolders {
  private func take(_ split: LabeledTextArchive.Split) throws -> LabeledTexts? {
    guard wanted.contains(split), foundSplits.contains(split) else { return nil }
    return try checked(splits[split] ?? LabeledTexts(), folder: split.rawValue + "/")
  }

  private func checked(_ texts: LabeledTexts, folder: String) throws -> LabeledTexts {
    for place in LabeledTextPlace.classes where texts.count(ofLabel: Int(place.label)) == 0 {
      throw UnrollError(
        .invalidInput, "there are no \(Self.labels[Int(place.label)]) texts",
        expected: "texts in \(folder)\(place.folder)/",
        found: "\(texts.count) texts, all of the other class",
        hint: "a classifier learns from texts of every class")
    }
    var texts = texts
    texts.trim()
    return texts
  }

  private func nothingFound() -> UnrollError {
    UnrollError(
      .invalidInput, "there are no labelled texts",
      expected: "folders pos/ and neg/, or train/pos/, "
        + "train/neg/, test/pos/ and test/neg/, with one text a file",
      found: passedOver.isEmpty ? "no files" : passedOver.joined(separator: ", "),
      hint: "tables are read too: .csv, .tsv or .jsonl with a text and a label column")
  }

  private func noSplit(_ split: LabeledTextArchive.Split) -> UnrollError {
    let found = foundSplits.map { $0.rawValue + "/" }.sorted().joined(separator: ", ")
    return UnrollError(
      .notFound, "there is no \(split.rawValue) split",
      expected: "folders \(split.rawValue)/pos/ and \(split.rawValue)/neg/",
      found: found.isEmpty ? "pos/ and neg/ without a split" : found,
      hint: split == .test && found.isEmpty
        ? "ask for the train split, which holds all texts" : "ask for the other split"
    )
  }
}
