/// The box in which Keras shows a model, as it looks where the width of the terminal is not known.
struct SummaryTable {
  /// The widths inside the lines of the box, blanks at both ends included.
  ///
  /// They are what Keras's columns shrink to when the whole is 76 wide. A chain has columns of 45,
  /// 35 and 20 per cent, a graph of 30, 26, 18 and 26.
  private var widths: [Int] { header.count == 3 ? [33, 24, 15] : [21, 19, 12, 19] }

  let header: [String]
  let rows: [[String]]

  /// The lines of the box.
  var lines: [String] {
    var lines = [rule("┏", "━", "┳", "┓")] + cells(header, "┃")
    for (index, row) in rows.enumerated() {
      lines.append(index == 0 ? rule("┡", "━", "╇", "┩") : rule("├", "─", "┼", "┤"))
      lines += cells(row, "│")
    }
    return lines + [rows.isEmpty ? rule("┗", "━", "┻", "┛") : rule("└", "─", "┴", "┘")]
  }

  private func rule(
    _ left: String, _ line: String, _ cross: String, _ right: String
  ) -> String {
    left + widths.map { String(repeating: line, count: $0) }.joined(separator: cross) + right
  }

  /// A row, over as many lines as its longest cell takes.
  private func cells(_ row: [String], _ border: String) -> [String] {
    let wrapped = zip(row, widths).map { $0.wrapped(width: $1 - 2) }
    let height = wrapped.map(\.count).max() ?? 0
    return (0..<height).map { line in
      let texts = wrapped.enumerated().map { column, lines in
        let text = line < lines.count ? lines[line] : ""
        let padding = String(repeating: " ", count: widths[column] - 2 - text.count)
        // Numbers stand at the right.
        return column == 2 ? " \(padding)\(text) " : " \(text)\(padding) "
      }
      return border + texts.joined(separator: border) + border
    }
  }
}

extension String {
  /// The words in lines of at most `width`; a longer word is cut and ends in `…`.
  fileprivate func wrapped(width: Int) -> [String] {
    var lines: [String] = []
    for word in split(separator: " ").map(String.init) {
      if let last = lines.last, last.count + 1 + word.count <= width {
        lines[lines.count - 1] = "\(last) \(word)"
      } else {
        lines.append(word)
      }
    }
    return lines.map { $0.count > width ? $0.prefix(width - 1) + "…" : $0 }
  }
}
