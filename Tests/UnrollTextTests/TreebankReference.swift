/// nltk's Treebank rules, one after another over an array of characters: slow, and plainly the rules.
struct TreebankReference {
  private typealias Text = [Unicode.Scalar]
  /// What a rule does at an index: the end of what it matches and what comes in its place, or nil.
  private typealias Rule = (_ text: Text, _ index: Int) -> (end: Int, replacement: Text)?

  func tokenize(_ string: String) -> [String] {
    var text = Text(string.unicodeScalars)
    for rule in openingQuotes + punctuation + [pad(anyOf: "[](){}<>"), pad("--")] {
      text = substitute(rule, in: text)
    }
    text = [" "] + text + [" "]
    for rule in closingQuotes + contractions { text = substitute(rule, in: text) }
    return text.split(whereSeparator: isSplitSpace).map { part in
      var view = String.UnicodeScalarView()
      view.append(contentsOf: part)
      return String(view)
    }
  }

  /// Replaces every match from left to right; matches do not overlap.
  private func substitute(_ rule: Rule, in text: Text) -> Text {
    var (result, index) = (Text(), 0)
    while index < text.count {
      if let (end, replacement) = rule(text, index) {
        result += replacement
        index = end
      } else {
        result.append(text[index])
        index += 1
      }
    }
    return result
  }

  // MARK: the rules, in nltk's order

  private var openingQuotes: [Rule] {
    [
      { text, index in index == 0 && text[0] == "\"" ? (1, ["`", "`"]) : nil },
      pad("``"),
      { text, index in
        guard " ([{<".unicodeScalars.contains(text[index]) else { return nil }
        for quote in ["\"", "''"] where starts(text, index + 1, quote) {
          return (index + 1 + quote.unicodeScalars.count, [text[index], " ", "`", "`", " "])
        }
        return nil
      },
    ]
  }

  private var punctuation: [Rule] {
    [
      { text, index in
        guard isComma(text[index]), index + 1 < text.count, !isDigit(text[index + 1]) else {
          return nil
        }
        return (index + 2, [" ", text[index], " ", text[index + 1]])
      },
      { text, index in
        let isLast = index + 1 == text.count || (index + 2 == text.count && text[index + 1] == "\n")
        return isComma(text[index]) && isLast ? (index + 1, [" ", text[index], " "]) : nil
      },
      pad("..."),
      pad(anyOf: ";@#$%&"),
      finalPeriod,
      pad(anyOf: "?!"),
      { text, index in
        text[index] != "'" && starts(text, index + 1, "' ")
          ? (index + 3, [text[index], " ", "'", " "]) : nil
      },
    ]
  }

  private var finalPeriod: Rule {
    { text, index in
      guard text[index] != ".", starts(text, index + 1, ".") else { return nil }
      var end = index + 2
      while end < text.count, "])}>\"'".unicodeScalars.contains(text[end]) { end += 1 }
      let rest = text[end...]
      guard rest.allSatisfy({ isSplitSpace($0) && !("\u{1C}"..."\u{1F}").contains($0) }) else {
        return nil
      }
      return (text.count, [text[index], " "] + text[(index + 1)..<end] + [" "])
    }
  }

  private var closingQuotes: [Rule] {
    [
      pad("''"),
      { text, index in text[index] == "\"" ? (index + 1, [" ", "'", "'", " "]) : nil },
      clitic(["'s", "'S", "'m", "'M", "'d", "'D", "'"]),
      clitic(["'ll", "'LL", "'re", "'RE", "'ve", "'VE", "n't", "N'T"]),
    ]
  }

  private func clitic(_ endings: [String]) -> Rule {
    { text, index in
      guard text[index] != "'", text[index] != " " else { return nil }
      for ending in endings where starts(text, index + 1, ending + " ") {
        let scalars = Text(ending.unicodeScalars)
        return (index + 2 + scalars.count, [text[index], " "] + scalars + [" "])
      }
      return nil
    }
  }

  private var contractions: [Rule] {
    let words = [
      ("can", "not"), ("d", "'ye"), ("gim", "me"), ("gon", "na"), ("got", "ta"), ("lem", "me"),
      ("more", "'n"),
    ]
    let inside: [Rule] = words.map { first, second in
      { text, index in
        guard isBoundary(text, index) else { return nil }
        return halves(text, index, first, second) { isBoundary(text, $0) }
      }
    }
    let wanna: Rule = { text, index in
      guard isBoundary(text, index) else { return nil }
      return halves(text, index, "wan", "na") { $0 < text.count && isSplitSpace(text[$0]) }
    }
    let leading: [Rule] = ["is", "was"].map { word in
      { text, index in
        guard text[index] == " " else { return nil }
        return halves(text, index + 1, "'t", word) { isBoundary(text, $0) }
      }
    }
    return inside + [wanna] + leading
  }

  // MARK: the pieces of the rules

  private func pad(_ literal: String) -> Rule {
    let scalars = Text(literal.unicodeScalars)
    return { text, index in
      starts(text, index, literal) ? (index + scalars.count, [" "] + scalars + [" "]) : nil
    }
  }

  private func pad(anyOf characters: String) -> Rule {
    { text, index in
      characters.unicodeScalars.contains(text[index]) ? (index + 1, [" ", text[index], " "]) : nil
    }
  }

  private func halves(
    _ text: Text, _ index: Int, _ first: String, _ second: String, end isEnd: (Int) -> Bool
  ) -> (end: Int, replacement: Text)? {
    let middle = index + first.unicodeScalars.count
    let end = middle + second.unicodeScalars.count
    guard end <= text.count, isEnd(end) else { return nil }
    let letters = zip(text[index..<end], (first + second).unicodeScalars)
    guard letters.allSatisfy({ isSame($0, $1) }) else { return nil }
    return (end, [" "] + text[index..<middle] + [" "] + text[middle..<end] + [" "])
  }

  private func starts(_ text: Text, _ index: Int, _ literal: String) -> Bool {
    index <= text.count && text[index...].starts(with: literal.unicodeScalars)
  }

  /// Equality without case, with the additions of Python's `re`.
  private func isSame(_ scalar: Unicode.Scalar, _ letter: Unicode.Scalar) -> Bool {
    switch scalar {
    case "\u{130}", "\u{131}": letter == "i"
    case "\u{17F}": letter == "s"
    case "A"..."Z": scalar.properties.lowercaseMapping == String(letter)
    default: scalar == letter
    }
  }

  private func isBoundary(_ text: Text, _ index: Int) -> Bool {
    let before = index > 0 && isWord(text[index - 1])
    let after = index < text.count && isWord(text[index])
    return before != after
  }

  private func isWord(_ scalar: Unicode.Scalar) -> Bool {
    let properties = scalar.properties
    switch properties.generalCategory {
    case .decimalNumber, .letterNumber, .otherNumber: return true
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter:
      return true
    default: return scalar == "_"
    }
  }

  private func isComma(_ scalar: Unicode.Scalar) -> Bool { scalar == "," || scalar == ":" }

  private func isDigit(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.generalCategory == .decimalNumber
  }

  private func isSplitSpace(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isWhitespace || ("\u{1C}"..."\u{1F}").contains(scalar)
  }
}
