/// How many true and false alarms a classifier gives at each threshold.
public struct ROCCurve: Sendable, Codable, Equatable {
  /// A point of the curve.
  public struct Point: Sendable, Codable, Equatable {
    /// The share of the others that are taken for the label.
    public var falsePositiveRate: Double
    /// The share of the label that is found.
    public var truePositiveRate: Double
    /// The lowest score that counts as the label; nil before the first one.
    public var threshold: Float?
  }

  /// The label.
  public var label: String
  /// From (0, 0) to (1, 1); corners of the exact curve, at most some hundreds of them.
  public var points: [Point]
  /// The area below the exact curve; nil if there are none of either kind.
  ///
  /// It is the chance that a sample of the label scores higher than another one, ties counted half.
  public var area: Double?

  /// The most points that are kept.
  public static let mostPoints = 400

  /// Draws the curve.
  ///
  /// - Parameters:
  ///   - label: the name of the label.
  ///   - scores: the score of each sample; higher speaks for the label.
  ///   - isPositive: for each sample whether it has the label.
  public init(label: String, scores: [Float], isPositive: [Bool]) {
    self.label = label
    let order = scores.indices.sorted { scores[$0] > scores[$1] }
    let positives = isPositive.count { $0 }
    let negatives = isPositive.count - positives
    var points = [Point(falsePositiveRate: 0, truePositiveRate: 0, threshold: nil)]
    var (found, alarms, area) = (0, 0, 0.0)
    var next = 0
    while next < order.count {
      let score = scores[order[next]]
      let (foundBefore, alarmsBefore) = (found, alarms)
      // Equal scores stand or fall together.
      while next < order.count, scores[order[next]] == score {
        if isPositive[order[next]] { found += 1 } else { alarms += 1 }
        next += 1
      }
      area += Double(alarms - alarmsBefore) * Double(found + foundBefore) / 2
      points.append(
        Point(
          falsePositiveRate: Self.share(alarms, negatives),
          truePositiveRate: Self.share(found, positives), threshold: score.significant(6)))
    }
    self.area =
      positives > 0 && negatives > 0
      ? (area / (Double(positives) * Double(negatives))).rounded(to: 6) : nil
    self.points = Self.thinned(Self.corners(points))
  }

  private static func share(_ part: Int, _ whole: Int) -> Double {
    whole == 0 ? 0 : (Double(part) / Double(whole)).rounded(to: 6)
  }

  /// The points without those on a straight line between their neighbours.
  private static func corners(_ points: [Point]) -> [Point] {
    points.enumerated().filter { index, point in
      guard index > 0, index + 1 < points.count else { return true }
      let (before, after) = (points[index - 1], points[index + 1])
      let isUp =
        before.falsePositiveRate == point.falsePositiveRate
        && point.falsePositiveRate == after.falsePositiveRate
      let isAcross =
        before.truePositiveRate == point.truePositiveRate
        && point.truePositiveRate == after.truePositiveRate
      return !isUp && !isAcross
    }.map(\.element)
  }

  private static func thinned(_ points: [Point]) -> [Point] {
    guard points.count > mostPoints else { return points }
    return (0..<mostPoints).map { points[$0 * (points.count - 1) / (mostPoints - 1)] }
  }
}
