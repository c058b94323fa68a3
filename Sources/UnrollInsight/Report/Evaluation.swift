/// A classifier measured on labelled samples.
public struct Evaluation: Sendable, Codable, Equatable {
  /// A sample that the model got wrong.
  public struct Mistake: Sendable, Codable, Equatable {
    /// The text, cut if it is long; nil for arrays.
    public var text: String?
    /// The number of the sample.
    public var index: Int
    /// The right label.
    public var label: String
    /// The label that the model gave.
    public var predicted: String
    /// The probability that the model gave to the right label.
    public var score: Float
  }

  /// What was measured on, such as `validation`.
  public var name: String
  /// The number of samples.
  public var count: Int
  /// The share of right labels.
  public var accuracy: Double
  /// The names of the labels, in the order of ``confusion``.
  public var labels: [String]
  /// `confusion[right][predicted]`: the number of samples.
  public var confusion: [[Int]]
  /// The ROC curve of the second of two labels, or of each of several against the rest.
  public var roc: [ROCCurve]
  /// How far probabilities can be believed.
  public var calibration: Calibration
  /// The samples that the model got wrong with the most confidence, the worst first.
  public var worst: [Mistake]

  /// The most mistakes in the list.
  public static let mostMistakes = 20
  /// The most characters of a text in the list.
  public static let longestText = 1000

  /// Measures predictions.
  ///
  /// - Parameters:
  ///   - outputs: the outputs for each sample: a probability of the second label, or one for each.
  ///   - targets: the right label of each sample.
  ///   - labels: the names of the labels, at least two.
  ///   - name: what was measured on.
  ///   - text: the text of a sample; nil for arrays.
  public init(
    outputs: [[Float]], targets: [Int], labels: [String], name: String,
    text: ((Int) -> String?)? = nil
  ) {
    let probabilities = outputs.map { $0.count == 1 ? [1 - $0[0], $0[0]] : $0 }
    // With one output, exactly one half is the first label, as everywhere.
    let predicted = outputs.map { $0.count == 1 ? ($0[0] > 0.5 ? 1 : 0) : $0.likeliest }
    (self.name, self.labels, count) = (name, labels, targets.count)
    var confusion = labels.map { _ in labels.map { _ in 0 } }
    for (target, guess) in zip(targets, predicted) { confusion[target][guess] += 1 }
    self.confusion = confusion
    let right = zip(targets, predicted).count { $0 == $1 }
    accuracy = (Double(right) / Double(max(count, 1))).rounded(to: 6)
    let curves = labels.count == 2 ? [1] : Array(labels.indices)
    roc = curves.map { label in
      ROCCurve(
        label: labels[label], scores: probabilities.map { $0[label] },
        isPositive: targets.map { $0 == label })
    }
    calibration =
      labels.count == 2
      ? Calibration(
        probabilities.map { $0[1] }, happened: targets.map { $0 == 1 }, of: labels[1])
      : Calibration(
        zip(probabilities, predicted).map { $0[$1] },
        happened: zip(targets, predicted).map { $0 == $1 }, of: nil)
    let wrong = targets.indices.filter { targets[$0] != predicted[$0] }
      .sorted { (probabilities[$0][targets[$0]], $0) < (probabilities[$1][targets[$1]], $1) }
    worst = wrong.prefix(Self.mostMistakes).map { index in
      Mistake(
        text: text?(index).map { Self.cut($0) }, index: index, label: labels[targets[index]],
        predicted: labels[predicted[index]],
        score: probabilities[index][targets[index]].significant(4))
    }
  }

  private static func cut(_ text: String) -> String {
    text.count <= longestText ? text : text.prefix(longestText) + "…"
  }
}
