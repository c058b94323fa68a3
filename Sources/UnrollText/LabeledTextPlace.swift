/// What the folders around a text say about it.
struct LabeledTextPlace: Hashable {
  /// The folders of texts, in the order in which those on a disk are read.
  static let classes: [(folder: String, label: Int32)] = [("pos", 1), ("neg", 0)]

  /// The split, nil if none surrounds the class.
  let split: LabeledTextArchive.Split?
  let label: Int32

  /// The place of a text on the disk.
  init(split: LabeledTextArchive.Split?, label: Int32) {
    self.split = split
    self.label = label
  }

  /// The place that the path of an archive entry tells; nil if the entry is no labelled text.
  ///
  /// Only the last folders matter: data sets wrap them in one of their own name. Hidden files,
  /// which include the resource forks that macOS adds to archives, are no texts.
  init?(entry path: String) {
    let parts = path.split(separator: "/")
    guard parts.count >= 2, let name = parts.last, !name.hasPrefix("."),
      let place = Self.classes.first(where: { $0.folder == parts[parts.count - 2] })
    else { return nil }
    let split = parts.count >= 3 ? String(parts[parts.count - 3]) : ""
    self.init(split: LabeledTextArchive.Split(rawValue: split), label: place.label)
  }
}
