/// How a word is set off by what it adds to a decision.
struct ContributionStyle {
  /// Light backgrounds with black letters read well on dark and light terminals; blue and orange are
  /// told apart by nearly everybody.
  private static let towards = [195, 153, 111, 75]
  private static let against = [230, 223, 215, 208]
  /// Smaller shares of the largest contribution are not marked.
  private static let unmarked = 0.1

  let style: TerminalStyle
  /// The largest contribution.
  let most: Double

  /// A word with its colour, or with signs in front of it.
  ///
  /// - Parameters:
  ///   - word: the word.
  ///   - value: what it adds; nil for a word that the model does not see.
  /// - Returns: the word, and the columns that it takes.
  func mark(_ word: String, _ value: Double?) -> (text: String, width: Int) {
    guard let value else {
      return style.usesColor
        ? ("\u{1B}[2;9m\(word)\u{1B}[0m", word.count) : ("(\(word))", word.count + 2)
    }
    let share = most > 0 ? abs(value) / most : 0
    guard share > Self.unmarked else { return (word, word.count) }
    guard style.usesColor else {
      let signs = String(repeating: value > 0 ? "+" : "-", count: min(3, 1 + Int(share * 3)))
      return (signs + word, signs.count + word.count)
    }
    let colors = value > 0 ? Self.towards : Self.against
    let color = colors[min(colors.count - 1, Int(share * Double(colors.count)))]
    return ("\u{1B}[38;5;16;48;5;\(color)m\(word)\u{1B}[0m", word.count)
  }

  /// What the marks mean.
  func legend(_ label: String, hasUnknown: Bool) -> String {
    let (towards, against) =
      style.usesColor
      ? (mark(" towards ", most).text, mark(" against ", -most).text) : ("+ towards", "- against")
    let unknown = mark("not seen by the model", nil).text
    return "\(towards) \(against) \(label)" + (hasUnknown ? "   \(unknown)" : "")
  }
}

extension TerminalStyle {
  /// Bold text, where there are colours.
  func bold(_ text: String) -> String { usesColor ? "\u{1B}[1m\(text)\u{1B}[0m" : text }

  /// Text in the colour of its sign, where there are colours.
  func tinted(_ text: String, isPositive: Bool) -> String {
    usesColor ? "\u{1B}[38;5;\(isPositive ? 75 : 208)m\(text)\u{1B}[0m" : text
  }
}
