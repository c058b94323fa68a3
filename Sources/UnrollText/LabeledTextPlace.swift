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
    var rest = path.utf8[...]
    guard let name = Self.removeLast(&rest), name.first != UInt8(ascii: "."),
      let folder = Self.removeLast(&rest),
      let place = Self.classes.first(where: { $0.folder.utf8.elementsEqual(folder) })
    else { return nil }
    let split = Self.removeLast(&rest)
    self.init(
      split: split.flatMap { LabeledTextArchive.Split(rawValue: String(Substring($0))) },
      label: place.label)
  }

  /// Takes the last part from a path, slashes around it as well; nil if none is left.
  private static func removeLast(_ path: inout Substring.UTF8View) -> Substring.UTF8View? {
    while path.last == UInt8(ascii: "/") { path.removeLast() }
    guard !path.isEmpty else { return nil }
    let slash = path.lastIndex(of: UInt8(ascii: "/"))
    let part = slash.map { path[path.index(after: $0)...] } ?? path
    path = slash.map { path[..<$0] } ?? path[path.endIndex...]
    return part
  }
}
