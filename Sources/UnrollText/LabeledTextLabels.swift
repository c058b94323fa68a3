import UnrollTensor

/// Collects the labels of a table and puts them in order at the end.
struct LabeledTextLabels {
  /// The most labels: more are a sign of the wrong column.
  static let most = 1000

  private var indices: [String: Int32] = [:]

  /// A number for a label, in order of appearance.
  ///
  /// - Parameters:
  ///   - label: The label as it stands in the file; white space around it does not count.
  ///   - column: The name of the column, for messages.
  /// - Returns: The number.
  /// - Throws: `UnrollError`, without a path, if the label is empty or one of too many.
  mutating func index(of label: ArraySlice<UInt8>, column: String) throws -> Int32 {
    let name = try Self.name(label, column: column)
    if let index = indices[name] { return index }
    guard indices.count < Self.most else {
      throw UnrollError(
        .limitExceeded, "there are too many different labels", expected: "at most \(Self.most)",
        hint: "is \"\(column)\" the column of the labels?")
    }
    let index = Int32(indices.count)
    indices[name] = index
    return index
  }

  private static func name(_ label: ArraySlice<UInt8>, column: String) throws -> String {
    try UTF8Check.validate(label)
    var rest = label
    while let first = rest.first, first <= 0x20 { rest.removeFirst() }
    while let last = rest.last, last <= 0x20 { rest.removeLast() }
    guard !rest.isEmpty else {
      throw UnrollError(
        .invalidInput, "the label is empty", expected: "a label in \"\(column)\"",
        hint: "give the text a label, or leave its row out")
    }
    return String(decoding: rest, as: UTF8.self)
  }

  /// The labels in order, and for every number that was given out the place in it.
  ///
  /// - Returns: The labels and the new indices.
  /// - Throws: `UnrollError`, without a path, if there is only one label.
  func ordered() throws -> (labels: [String], indices: [Int32]) {
    guard indices.count > 1 else {
      throw UnrollError(
        .invalidInput, "all texts have the same label", expected: "two labels or more",
        hint: "a classifier learns from texts of every class")
    }
    if let sentiment { return sentiment }
    let numbers = indices.keys.compactMap { Int($0) }
    let labels = indices.keys.sorted { left, right in
      guard numbers.count == indices.count, let left = Int(left), let right = Int(right) else {
        return left < right
      }
      return left < right
    }
    return (labels, places(of: labels))
  }

  /// The order of labels that mean negative and positive, in whatever capitals.
  private var sentiment: (labels: [String], indices: [Int32])? {
    let places = ["neg": 0, "negative": 0, "pos": 1, "positive": 1] as [String: Int32]
    var result = [Int32](repeating: 0, count: indices.count)
    for (label, index) in indices {
      guard let place = places[label.lowercased()] else { return nil }
      result[Int(index)] = place
    }
    guard Set(result).count == 2 else { return nil }
    return (["negative", "positive"], result)
  }

  private func places(of labels: [String]) -> [Int32] {
    var result = [Int32](repeating: 0, count: labels.count)
    for (place, label) in labels.enumerated() {
      if let index = indices[label] { result[Int(index)] = Int32(place) }
    }
    return result
  }
}
