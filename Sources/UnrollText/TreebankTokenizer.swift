/// The Penn Treebank tokenizer, token for token as `TreebankWordTokenizer` of nltk 3.10 cuts.
///
/// nltk rewrites the whole text with one regular expression after another. This type finds the same
/// tokens in one pass over the bytes:
///
/// 1. The text is cut at white space and around quotation marks, punctuation, brackets, ellipses
///    and double dashes. What is left between two cuts is a *chunk*.
/// 2. Clitics are cut from the end of a chunk: `dog's` gives `dog` `'s`, `don't` gives `do` `n't`.
/// 3. Contractions inside the pieces are cut in two: `cannot` gives `can` `not`.
///
/// Only a period that ends the text is a token; `"` becomes two backticks where it opens and two
/// apostrophes elsewhere. Digits, letters and white space are those of Unicode.
public struct TreebankTokenizer: Tokenizer, Hashable {
  /// Creates the tokenizer; it has no options.
  public init() {}

  /// Appends the tokens of a text to `tokens`, as ``Tokenizer/tokenize(_:into:)`` says.
  public func tokenize(_ utf8: Span<UInt8>, into tokens: inout [Token]) {
    var scanner = TreebankScanner(tokens: [])
    swap(&scanner.tokens, &tokens)
    scanner.scan(utf8)
    swap(&scanner.tokens, &tokens)
  }
}
