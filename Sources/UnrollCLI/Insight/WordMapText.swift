import Foundation
import UnrollInsight

/// The words of a text with places and neighbours, as a table.
struct WordMapText: CustomStringConvertible {
  private let map: WordMap

  init(_ map: WordMap) { self.map = map }

  var description: String {
    let rows = map.words.map { word in
      [
        word.text, "\(word.count)", String(format: "%.3f", word.x),
        String(format: "%.3f", word.y),
        word.neighbours.map(\.word).joined(separator: " "),
      ]
    }
    var parts = [
      TextTable(header: ["word", "count", "x", "y", "neighbours"], rows: rows).description,
      String(
        format: "x explains %.0f %% of how the words differ, y %.0f %%", 100 * map.explained[0],
        100 * map.explained[1]),
    ]
    parts += map.analogies.map { analogy in
      let answers = analogy.answers.map { "\($0.word) (\(String(format: "%.2f", $0.similarity)))" }
      return "\(analogy.words[0]) is to \(analogy.words[1]) as \(analogy.words[2]) is to "
        + answers.joined(separator: ", ")
    }
    if !map.unknown.isEmpty {
      parts.append("without a vector: " + map.unknown.joined(separator: " "))
    }
    return parts.joined(separator: "\n\n")
  }
}
