import UnrollArchive
import UnrollHDF5
import UnrollTensor

/// Lists of texts as Keras 1 and 2 attach them to groups: those beyond 64 KiB in several attributes,
/// `layer_names0`, `layer_names1`, and so on.
extension HDF5Group {
  /// The most texts of a list; each is looked up in its group.
  private static let mostTexts = 1 << 13
  /// The most attributes of a list, each of up to 64 KiB.
  private static let mostParts = 1 << 8

  /// Whether there is a list of this name.
  func hasTexts(_ name: String) throws -> Bool {
    try attributes.has(name) || attributes.has(name + "0")
  }

  /// The list of this name; none if it is missing.
  ///
  /// - Throws: `UnrollError` if it holds something else, or too much.
  func texts(_ name: String) throws -> [String] {
    var (texts, part) = ([String](), 0)
    if try attributes.has(name) {
      texts = try attributes.strings(name)
      try checkCount(texts, name, parts: 0)
      return texts
    }
    while try attributes.has("\(name)\(part)") {
      texts += try attributes.strings("\(name)\(part)")
      part += 1
      try checkCount(texts, name, parts: part)
    }
    return texts
  }

  private func checkCount(_ texts: [String], _ name: String, parts: Int) throws {
    guard texts.count <= Self.mostTexts, parts <= Self.mostParts else {
      throw UnrollError(
        .limitExceeded, "the list is too long", path: [path, name],
        expected: "at most \(Self.mostTexts) texts in \(Self.mostParts) parts",
        found: "\(texts.count) texts", hint: Advice.copyAgain)
    }
  }
}

extension HDF5NewGroup {
  /// The most bytes that Keras puts in one attribute.
  private static let attributeBytes = 64_512

  /// Attaches a list, in parts of equal length if one attribute cannot hold it.
  ///
  /// - Throws: `UnrollError` if a text is longer than an attribute.
  func write(texts: [String], to name: String) throws {
    let width = max(texts.map(\.utf8.count).max() ?? 0, 1)
    guard width <= Self.attributeBytes else {
      throw UnrollError(
        .limitExceeded, "the name is too long for an HDF5 file", path: [path, name],
        expected: "at most \(Self.attributeBytes) bytes", found: "\(width)",
        hint: "give the layer a shorter name, or save the model as .keras")
    }
    let perPart = Self.attributeBytes / width
    guard texts.count > perPart else { return try attributes.write(texts, to: name) }
    for (part, start) in stride(from: 0, to: texts.count, by: perPart).enumerated() {
      let texts = Array(texts[start..<min(start + perPart, texts.count)])
      // Every part is as wide as its own longest text, which is no wider than that of all.
      try attributes.write(texts, to: "\(name)\(part)")
    }
  }
}
