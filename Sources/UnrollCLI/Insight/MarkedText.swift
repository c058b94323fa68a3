import UnrollInsight

/// The text of an explanation with every token set off, broken into lines.
struct MarkedText: CustomStringConvertible {
  /// Something between two places where a line may be broken.
  private struct Word {
    var text = ""
    var width = 0
    /// How many line ends stand before it.
    var breaks = 0
  }

  private var words: [Word] = [Word()]
  private let width: Int

  /// Marks the tokens of an explanation.
  ///
  /// - Parameters:
  ///   - explanation: the explanation.
  ///   - painter: sets tokens off.
  ///   - width: the columns of a line.
  init(_ explanation: Explanation, _ painter: ContributionStyle, width: Int) {
    self.width = width
    var values = [Double?](repeating: nil, count: explanation.tokens.count)
    for (index, token) in explanation.tokens.enumerated() where token.isKnown { values[index] = 0 }
    for (step, token) in explanation.steps.enumerated() {
      values[token] = explanation.contributions.words[step]
    }
    guard let text = explanation.text else {
      for (token, value) in zip(explanation.tokens, values) {
        append(painter.mark(token.text, value))
        appendGap(" ")
      }
      return
    }
    let units = Array(text.utf16)
    // What goes beyond the length of the model is not shown as if it had been read.
    let unread = explanation.unreadTokens
    var place = 0
    for (token, value) in zip(explanation.tokens, values).prefix(values.count - unread) {
      guard let start = token.start, let end = token.end else { continue }
      appendGap(Self.text(units, place, start))
      append(painter.mark(Printable.text(Self.text(units, max(place, start), end)), value))
      place = max(place, end)
    }
    guard unread == 0 else {
      let note =
        "… \(unread) further tokens are not read, the model takes \(explanation.steps.count)"
      appendGap("\n" + note)
      return
    }
    appendGap(Self.text(units, place, units.count))
  }

  private static func text(_ units: [UInt16], _ start: Int, _ end: Int) -> String {
    guard start < end, end <= units.count else { return "" }
    return String(decoding: units[start..<end], as: UTF16.self)
  }

  private mutating func append(_ mark: (text: String, width: Int)) {
    words[words.count - 1].text += mark.text
    words[words.count - 1].width += mark.width
  }

  /// Adds what stands between tokens; white space is where a line may be broken.
  private mutating func appendGap(_ gap: String) {
    for character in gap {
      if character.isNewline {
        words.append(
          Word(breaks: min(2, (words.last?.width == 0 ? words.last?.breaks ?? 0 : 0) + 1)))
      } else if character.isWhitespace {
        if words.last?.width ?? 0 > 0 { words.append(Word()) }
      } else {
        let text = Printable.text(String(character))
        append((text, text.count))
      }
    }
  }

  var description: String {
    var lines = [""]
    var used = 0
    for word in words where word.width > 0 {
      if word.breaks > 0 && used > 0 {
        lines += [String](repeating: "", count: word.breaks)
        used = 0
      } else if used > 0 && used + 1 + word.width > width {
        lines.append("")
        used = 0
      }
      lines[lines.count - 1] += (used > 0 ? " " : "") + word.text
      used += (used > 0 ? 1 : 0) + word.width
    }
    return lines.joined(separator: "\n")
  }
}

extension Explanation {
  /// The number of tokens after the last one that the model had room for.
  var unreadTokens: Int {
    guard padding == 0, let last = steps.last else { return 0 }
    return tokens.count - last - 1
  }
}
