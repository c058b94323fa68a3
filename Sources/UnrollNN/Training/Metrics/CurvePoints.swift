import Foundation

/// The points of a curve through the decisions at rising thresholds.
struct CurvePoints {
  private let truePositives: [Double]
  private let falsePositives: [Double]
  private let trueNegatives: [Double]
  private let falseNegatives: [Double]

  init(_ table: ConfusionTable) {
    truePositives = table.truePositives
    falsePositives = table.falsePositives
    trueNegatives = table.trueNegatives
    falseNegatives = table.falseNegatives
  }

  /// The area under a curve.
  func area(_ curve: AUC.Curve, _ method: AUC.SummationMethod) -> Double {
    if curve == .precisionRecall && method == .interpolation { return interpolatedArea }
    let (x, y) = points(curve)
    return truePositives.indices.dropLast().reduce(0) { sum, index in
      let (left, right) = (y[index], y[index + 1])
      let height =
        switch method {
        case .interpolation: (left + right) / 2
        case .majoring: max(left, right)
        case .minoring: min(left, right)
        }
      return sum + (x[index] - x[index + 1]) * height
    }
  }

  private var recall: [Double] {
    zip(truePositives, falseNegatives).map { $0.share(of: $0 + $1) }
  }

  private func points(_ curve: AUC.Curve) -> (x: [Double], y: [Double]) {
    switch curve {
    case .roc:
      (zip(falsePositives, trueNegatives).map { $0.share(of: $0 + $1) }, recall)
    case .precisionRecall:
      (recall, zip(truePositives, falsePositives).map { $0.share(of: $0 + $1) })
    case .precisionRecallGain: gains
    }
  }

  /// The gains over a classifier that says yes to everything.
  private var gains: (x: [Double], y: [Double]) {
    let points = truePositives.indices.map { index -> (Double, Double) in
      let hits = truePositives[index]
      let odds = (hits + falseNegatives[index])
        .share(of: trueNegatives[index] + falsePositives[index])
      let recallGain = 1 - odds * falseNegatives[index].share(of: hits)
      let precisionGain = 1 - odds * falsePositives[index].share(of: hits)
      return hits == 0 ? (0, 1) : (max(recallGain, 0), precisionGain)
    }
    return (points.map(\.0), points.map(\.1))
  }

  /// The area under precision by recall, with precision between two points as the number of
  /// positives changes evenly (Davis and Goadrich, 2006).
  private var interpolatedArea: Double {
    let positives = zip(truePositives, falsePositives).map { $0 + $1 }
    return truePositives.indices.dropLast().reduce(0) { sum, index in
      let (more, fewer) = (positives[index], positives[index + 1])
      let hits = truePositives[index] - truePositives[index + 1]
      let slope = hits.share(of: max(more - fewer, 0))
      let intercept = truePositives[index + 1] - slope * fewer
      let ratio = more > 0 && fewer > 0 ? more / fewer : 1
      let all = truePositives[index + 1] + falseNegatives[index + 1]
      return sum + (slope * (hits + intercept * log(ratio))).share(of: max(all, 0))
    }
  }
}
