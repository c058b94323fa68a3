import ArgumentParser
import UnrollText

/// `unroll tokenize`: texts in, tokens out.
struct Tokenize: UnrollSubcommand {
  static let configuration = CommandConfiguration(
    abstract: "Cuts texts into Penn Treebank tokens.",
    discussion: """
      Reads one text a line and writes its tokens, joined by spaces, as nltk's \
      TreebankWordTokenizer finds them. Lines are written as they come.

      Examples:
        echo "I can't wait for the weekend." | unroll tokenize
        unroll tokenize reviews.txt > tokens.txt
      """)

  @Argument(help: "A file with one text a line, or - for standard input.", completion: .file())
  var input = "-"

  @OptionGroup(title: "Messages") var messages: MessageOptions

  func run() throws {
    let reader = try LineReader(input)
    let output = StandardOutput()
    var joiner = TokenJoiner()
    while let block = try reader.nextBlock() {
      for line in Lines(block) { joiner.append(block.span.extracting(line)) }
      try output.write(joiner.bytes)
      try output.flush()
      joiner.reset()
    }
  }
}

/// Writes tokens as bytes, without a string for any of them.
private struct TokenJoiner {
  private(set) var bytes: [UInt8] = []
  private var tokens: [Token] = []
  private let tokenizer = TreebankTokenizer()

  /// Forgets what was written, and keeps the memory.
  mutating func reset() { bytes.removeAll(keepingCapacity: true) }

  /// Writes the tokens of one text as a line.
  mutating func append(_ text: Span<UInt8>) {
    tokens.removeAll(keepingCapacity: true)
    tokenizer.tokenize(text, into: &tokens)
    for (number, token) in tokens.enumerated() {
      if number > 0 { bytes.append(UInt8(ascii: " ")) }
      switch token.form {
      case .openingQuotes: bytes += [UInt8(ascii: "`"), UInt8(ascii: "`")]
      case .closingQuotes: bytes += [UInt8(ascii: "'"), UInt8(ascii: "'")]
      case .source: for index in token.range { bytes.append(text[index]) }
      }
    }
    bytes.append(UInt8(ascii: "\n"))
  }
}
