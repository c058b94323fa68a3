import Unroll
import UnrollInsight
import UnrollTensor
import UnrollText

/// Texts as the vectors that each of several models reads, all cut to one length.
struct ReachSamples {
  /// For each model what measures it.
  let meters: [ReachMeter]
  /// For each model the vectors of every text, `[steps, features]`.
  let vectors: [[Tensor<Float>]]
  /// The number of steps of all texts.
  let steps: Int
  /// The number of texts.
  var count: Int { vectors.first?.count ?? 0 }

  /// The most texts that are looked at.
  static let lookedAt = 2000
  /// The share of the texts that may be too short: the rest decides how many steps are looked at.
  private static let tooShort = 0.75

  /// Reads texts with every model.
  ///
  /// - Parameters:
  ///   - texts: the texts.
  ///   - pipelines: the models.
  ///   - steps: the most steps.
  ///   - most: the most texts.
  /// - Throws: `UnrollError` if no text has a word that all models know.
  init(_ texts: [String], _ pipelines: [TextPipeline], steps: Int, most: Int) throws {
    meters = pipelines.map { ReachMeter($0) }
    let meters = meters
    // Of a large corpus the first texts are enough, and vectors are made of the chosen ones alone.
    let texts = Array(texts.prefix(Self.lookedAt))
    let lengths = texts.map { text in meters.map { $0.wordCount(of: text) }.min() ?? 0 }
    let sorted = lengths.sorted()
    let typical = sorted.isEmpty ? 0 : sorted[Int(Double(sorted.count - 1) * Self.tooShort)]
    let kept = min(steps, max(typical, 0))
    guard kept > 0 else {
      throw UnrollError(
        .invalidInput, "the texts have no words that the models know", path: ["texts"],
        expected: "words with vectors", hint: "give other texts with --data or --text")
    }
    self.steps = kept
    let chosen = zip(texts, lengths).filter { $0.1 >= kept }.prefix(most).map(\.0)
    vectors = meters.map { meter in chosen.compactMap { meter.vectors(of: $0, most: kept) } }
  }
}
