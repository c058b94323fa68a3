import UnrollNN
import UnrollTensor
import UnrollText

/// One sample as a network reads it: its numbers, its steps and the padding around them.
struct ReadSample {
  /// The text; nil for a sample of an array.
  let text: String?
  /// The tokens of the text, or a name for each step.
  let tokens: [ExplainedToken]
  /// For each step the index of its token.
  let tokenOfStep: [Int]
  /// Where the steps lie in the input; the rest is padding.
  let steps: Range<Int>
  /// The number of steps of the input, padding included.
  let length: Int
  /// The numbers.
  let input: BatchInput
  /// The words of a text as rows of the table of vectors.
  let ids: [Int32]

  /// Reads a text.
  init(_ text: String, _ encoder: TextEncoder) throws {
    guard let vectors = encoder.vectors else {
      throw UnrollError(.unsupported, "a text model needs an encoder with vectors")
    }
    let found = TextTokens(text, encoder)
    (self.text, tokens) = (text, found.tokens)
    tokenOfStep = Array(found.known.prefix(encoder.length))
    ids = Array(found.ids.prefix(encoder.length))
    (steps, length) = (0..<ids.count, encoder.length)
    let features = vectors.dimension
    var numbers: [Float] = []
    numbers.reserveCapacity(length * features)
    for id in ids { numbers += vectors.table[Int(id)] }
    numbers += [Float](repeating: 0, count: (length - ids.count) * features)
    input = .dense(Tensor(shape: [1, length, features], scalars: numbers))
  }

  /// Reads a sample of an array; steps of zeros at its ends are padding.
  init(_ sample: Tensor<Float>, isTokens: Bool) throws {
    guard sample.shape.rank == (isTokens ? 1 : 2), sample.shape[0] > 0 else {
      throw UnrollError(
        .shapeMismatch, "the sample does not fit the model",
        expected: isTokens ? "[time] integers" : "[time, features]",
        found: sample.shape.description,
        hint: "give samples of the shape that the model reads")
    }
    length = sample.shape[0]
    let (scalars, width) = (sample.scalars, isTokens ? 1 : sample.shape[1])
    let isSet = (0..<length).map { step in
      scalars[step * width..<(step + 1) * width].contains { $0 != 0 }
    }
    let first = isSet.firstIndex(of: true) ?? 0
    steps = first..<((isSet.lastIndex(of: true) ?? -1) + 1)
    tokens = steps.map { step in
      ExplainedToken(
        text: isTokens ? "\(Int(scalars[step]))" : "step \(step)", start: nil, end: nil,
        isKnown: true)
    }
    (text, tokenOfStep, ids) = (nil, Array(steps.indices.map { $0 - first }), [])
    let shape = Shape([1] + sample.shape.dimensions)
    guard isTokens else {
      input = .dense(sample.reshaped(shape))
      return
    }
    let integers = scalars.map { Int32(exactly: $0) ?? -1 }
    input = .tokens(Tensor(shape: shape, scalars: integers))
  }

  /// The array with only the first `count` steps, padded on the side where the sample is.
  func prefix(_ count: Int) -> [Float] {
    let scalars: [Float]
    let width: Int
    switch input {
    case .dense(let numbers): (scalars, width) = (numbers.scalars, numbers.shape.columns)
    case .tokens(let ids), .rows(let ids, _): (scalars, width) = (ids.scalars.map(Float.init), 1)
    }
    let kept = scalars[steps.lowerBound * width..<(steps.lowerBound + count) * width]
    let zeros = [Float](repeating: 0, count: (steps.count - count) * width)
    let before = scalars[..<(steps.lowerBound * width)]
    let after = scalars[(steps.upperBound * width)...]
    // Keras pads before a sequence or after it: what is missing goes where zeros are.
    return steps.lowerBound > 0 && steps.upperBound == length
      ? before + zeros + kept + after : before + kept + zeros + after
  }
}

/// The tokens of a text, and which of them a model sees.
struct TextTokens {
  /// All tokens.
  private(set) var tokens: [ExplainedToken] = []
  /// The indices of those with a vector.
  private(set) var known: [Int] = []
  /// The rows of their vectors.
  private(set) var ids: [Int32] = []

  init(_ text: String, _ encoder: TextEncoder) {
    let utf8 = text.utf8.span
    var found: [Token] = []
    encoder.tokenizer.tokenize(utf8, into: &found)
    var place = UTF16Places(text)
    for token in found {
      let id = encoder.vocabulary.index(of: token, in: utf8)
      if let id {
        known.append(tokens.count)
        ids.append(id)
      }
      tokens.append(
        ExplainedToken(
          text: token.text(in: utf8), start: place.utf16(at: token.range.lowerBound),
          end: place.utf16(at: token.range.upperBound), isKnown: id != nil))
    }
  }
}

/// Turns ascending offsets in UTF-8 into offsets in UTF-16, in one sweep.
private struct UTF16Places {
  private let scalars: String.UnicodeScalarView
  private var index: String.UnicodeScalarView.Index
  private var (utf8, utf16) = (0, 0)

  init(_ text: String) {
    scalars = text.unicodeScalars
    index = scalars.startIndex
  }

  mutating func utf16(at offset: Int) -> Int {
    while utf8 < offset, index < scalars.endIndex {
      utf8 += UTF8.width(scalars[index])
      utf16 += UTF16.width(scalars[index])
      index = scalars.index(after: index)
    }
    return utf16
  }
}
