import UnrollTensor
public import UnrollText

/// The words of a text as points of a plane, with their neighbours: the document `unroll-words-1`.
///
/// The plane is that of the first two principal components of the words' vectors, each word once.
public struct WordMap: InsightDocument, Equatable {
  /// A word of the text.
  public struct Word: Sendable, Codable, Equatable {
    /// The word.
    public var text: String
    /// Its place along the first component.
    public var x: Double
    /// Its place along the second component.
    public var y: Double
    /// How often the text has it.
    public var count: Int
    /// The most similar words of the whole vocabulary.
    public var neighbours: [Neighbour]
  }

  /// A word near another one.
  public struct Neighbour: Sendable, Codable, Equatable {
    /// The word.
    public var word: String
    /// The cosine of the angle between the vectors.
    public var similarity: Float
  }

  /// What stands to a word as another word stands to a third one.
  public struct Analogy: Sendable, Codable, Equatable {
    /// The words a, b and c of "a is to b as c is to …".
    public var words: [String]
    /// The answers, the best first.
    public var answers: [Neighbour]
  }

  /// The name of the format.
  public var format = "unroll-words-1"
  /// The words in the order in which the text first has them.
  public var words: [Word]
  /// The shares of the variance that both components explain.
  public var explained: [Double]
  /// Analogies that were asked for.
  public var analogies: [Analogy]
  /// Tokens of the text without a vector, each once.
  public var unknown: [String]

  /// Maps the words of a text.
  ///
  /// - Parameters:
  ///   - text: any text.
  ///   - encoder: the tokenizer and the vectors.
  ///   - neighbours: how many similar words are looked up for each word.
  ///   - analogies: three words each: a is to b as c is to what?
  /// - Throws: `UnrollError` if the encoder has no vectors, or a word of an analogy is unknown.
  public init(
    _ text: String, _ encoder: TextEncoder, neighbours: Int = 5, analogies: [[String]] = []
  ) throws {
    guard let vectors = encoder.vectors else {
      throw UnrollError(.unsupported, "a map of words needs vectors")
    }
    let found = TextTokens(text, encoder)
    var (order, counts): ([Int32], [Int32: Int]) = ([], [:])
    for id in found.ids {
      if counts[id] == nil { order.append(id) }
      counts[id, default: 0] += 1
    }
    let plane = PrincipalPlane(order.map { vectors.table[Int($0)].map(Double.init) })
    words = try zip(order, plane.places).map { id, place in
      let word = vectors.vocabulary.word(at: Int(id))
      return Word(
        text: word, x: place.x.significant(5), y: place.y.significant(5), count: counts[id] ?? 0,
        neighbours: try vectors.mostSimilar(positive: [word], count: neighbours).map(Neighbour.init)
      )
    }
    explained = plane.explained.map { $0.rounded(to: 4) }
    self.analogies = try analogies.map { try Analogy($0, vectors, count: neighbours) }
    var seen: Set<String> = []
    unknown = found.tokens.filter { !$0.isKnown && seen.insert($0.text).inserted }.map(\.text)
  }
}

extension WordMap.Neighbour {
  init(_ match: WordVectors.Match) {
    self.init(word: match.word, similarity: match.score.rounded(to: 4))
  }
}

extension WordMap.Analogy {
  /// Answers "a is to b as c is to …" by the vector b − a + c.
  init(_ words: [String], _ vectors: WordVectors, count: Int) throws {
    guard words.count == 3 else {
      throw UnrollError(
        .invalidInput, "an analogy is made of three words",
        expected: "a b c: a is to b as c is to …",
        found: words.joined(separator: " "),
        hint: "give three words")
    }
    self.words = words
    answers = try vectors.mostSimilar(
      positive: [words[1], words[2]], negative: [words[0]], count: max(count, 1)
    ).map(WordMap.Neighbour.init)
  }
}
