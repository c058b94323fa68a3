import Unroll
import UnrollInsight
import UnrollTensor

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
    let read = texts.map { text in meters.map { $0.vectors(of: text) } }
    let lengths = read.map { text in text.map { $0?.shape[0] ?? 0 }.min() ?? 0 }
    let sorted = lengths.sorted()
    let typical = sorted.isEmpty ? 0 : sorted[Int(Double(sorted.count - 1) * Self.tooShort)]
    let kept = min(steps, max(typical, 0))
    guard kept > 0 else {
      throw UnrollError(
        .invalidInput, "the texts have no words that the models know",
        hint: "give other texts with --data or --text")
    }
    self.steps = kept
    let chosen = read.indices.filter { lengths[$0] >= kept }.prefix(most)
    vectors = meters.indices.map { meter in
      chosen.compactMap { text in
        read[text][meter].map { whole in
          let width = whole.shape[1]
          return Tensor(shape: [kept, width], scalars: Array(whole.scalars[..<(kept * width)]))
        }
      }
    }
  }
}
