import UnrollTensor

extension WordVectors {
  /// A word and how similar it is.
  public struct Match: Hashable, Sendable {
    /// The word.
    public let word: String
    /// The number of the word in the vocabulary.
    public let index: Int32
    /// The cosine of the angle between the vectors: 1 for the same direction.
    public let score: Float
  }

  /// The words whose vectors point most nearly where the given words do together.
  ///
  /// Every given vector is scaled to length 1; the mean of the positive and the negated negative
  /// ones is compared with all vectors by the cosine. The given words are left out.
  ///
  /// - Parameters:
  ///   - positive: Words to be near to.
  ///   - negative: Words to be far from.
  ///   - count: The most words to return.
  /// - Returns: Words and scores, the most similar first; equal ones in the vocabulary's order.
  /// - Throws: `UnrollError` if no word is given or one is unknown.
  public func mostSimilar(
    positive: [String], negative: [String] = [], count: Int = 10
  ) throws -> [Match] {
    guard count > 0 else { return [] }
    guard !positive.isEmpty || !negative.isEmpty else {
      throw UnrollError(
        .invalidInput, "there is no word to compare with", expected: "at least one word",
        hint: "give a word")
    }
    let given = try (positive + negative).map(row(of:))
    let weights = given.indices.map { $0 < positive.count ? Float(1) : -1 }
    let direction = direction(of: given, weights: weights)
    return table.withElements { elements in
      var best = BestScores(count: count)
      let excluded = Set(given)
      for row in 0..<self.count where !excluded.contains(row) {
        let (dot, squares) = elements.dotAndSquares(row: row, direction.span)
        best.add(row: row, score: dot / squares.squareRoot())
      }
      return best.sorted().map { row, score in
        Match(word: vocabulary.word(at: row), index: Int32(row), score: score)
      }
    }
  }

  /// The cosine of the angle between the vectors of two words.
  ///
  /// - Parameters:
  ///   - first: A word.
  ///   - second: Another word.
  /// - Returns: 1 for the same direction, -1 for the opposite one; 0 if a vector is all zeros.
  /// - Throws: `UnrollError` if a word is unknown.
  public func similarity(_ first: String, _ second: String) throws -> Float {
    let (one, other) = (try table[row(of: first)].scaledToUnit, try table[row(of: second)])
    return one.span.dotAndSquares(row: 0, other.scaledToUnit.span).dot
  }

  private func row(of word: String) throws -> Int {
    guard let index = vocabulary[word] else {
      throw UnrollError(
        .notFound, "the word has no vector", path: ["\"\(word)\""],
        hint: "upper and lower case differ, and a limit keeps only the first words of the file")
    }
    return Int(index)
  }

  /// The mean of scaled vectors, scaled again.
  private func direction(of rows: [Int], weights: [Float]) -> [Float] {
    var mean = [Float](repeating: 0, count: dimension)
    for (row, weight) in zip(rows, weights) {
      let vector = table[row]
      let (_, squares) = vector.span.dotAndSquares(row: 0, vector.span)
      let length = squares.squareRoot()
      for column in 0..<dimension { mean[column] += weight * (vector[column] / length) }
    }
    let total = Float(rows.count)
    for column in 0..<dimension { mean[column] /= total }
    return mean.scaledToUnit
  }
}

extension [Float] {
  /// The vector divided by its length; zeros stay.
  fileprivate var scaledToUnit: [Float] {
    let length = span.dotAndSquares(row: 0, span).squares.squareRoot()
    return length > 0 ? map { $0 / length } : self
  }
}

extension Span<Float> {
  /// The products of a row with `other` and with itself, summed.
  fileprivate func dotAndSquares(row: Int, _ other: Span<Float>) -> (dot: Float, squares: Float) {
    let columns = other.count
    let (mine, theirs) = (extracting(row * columns..<(row + 1) * columns).bytes, other.bytes)
    var (dots, squares) = (SIMD8<Float>.zero, SIMD8<Float>.zero)
    var column = 0
    while columns - column >= 8 {
      let left = mine.unsafeLoadUnaligned(fromByteOffset: 4 * column, as: SIMD8<Float>.self)
      dots += left * theirs.unsafeLoadUnaligned(fromByteOffset: 4 * column, as: SIMD8<Float>.self)
      squares += left * left
      column += 8
    }
    var (dot, square) = (dots.sum(), squares.sum())
    while column < columns {
      let left = self[row * columns + column]
      dot += left * other[column]
      square += left * left
      column += 1
    }
    return (dot, square)
  }
}

/// Keeps the rows with the best scores; what is no number comes last.
private struct BestScores {
  private typealias Candidate = (row: Int, score: Float)

  private let count: Int
  private var candidates: [Candidate] = []
  private var threshold = -Float.infinity

  init(count: Int) { self.count = count }

  mutating func add(row: Int, score: Float) {
    let isFull = candidates.count >= count
    if isFull && !(score > threshold) && !threshold.isNaN { return }
    candidates.append((row, score))
    // Sorting now and then is cheaper than keeping the list in order.
    if candidates.count / 2 >= max(count, 1024) { cut() }
  }

  func sorted() -> [(row: Int, score: Float)] {
    var copy = self
    copy.cut()
    return copy.candidates
  }

  private mutating func cut() {
    candidates.sort { first, second in
      let (left, right) = (Self.rank(first.score), Self.rank(second.score))
      return left == right ? first.row < second.row : left > right
    }
    candidates.removeLast(max(candidates.count - count, 0))
    if candidates.count == count, let last = candidates.last { threshold = last.score }
  }

  private static func rank(_ score: Float) -> Float { score.isNaN ? -.infinity : score }
}
