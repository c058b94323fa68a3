import UnrollNN
import UnrollTensor

/// Integrated gradients (Sundararajan, Taly and Yan, 2017) of one logit over the vectors of a
/// sample, along the straight line from zero vectors.
///
/// The line is cut into segments. On each the change of the logit is known exactly from its ends,
/// so the error of the integral is known too, and the worst segment is halved until the errors of
/// all together are small: the kinks that max pooling and relu make are closed in on.
package struct PathIntegral {
  /// The errors of all segments together, as a share of the change of the logit or of 1.
  package static let tolerance = 1e-3
  /// The most points of the path.
  static let mostPoints = 1800
  /// Points on a segment: two segments and the point between them are one pass.
  private static let rule = GaussLegendre(7)

  /// A part of the path.
  private struct Segment {
    let start, end: Double
    let startValue, endValue: Double
    /// What each step of each input adds on this segment.
    let parts: [[Double]]

    var residual: Double {
      endValue - startValue - parts.reduce(0) { $0 + $1.reduce(0, +) }
    }
  }

  /// The logit of zero vectors.
  private(set) var baseline = 0.0
  /// The logit of the sample.
  private(set) var value = 0.0
  /// For each input what each of its steps adds.
  private(set) var parts: [[Double]] = []
  /// The number of points.
  private(set) var points = 0
  private let inspector: Inspector
  private let column: Int

  /// Integrates.
  ///
  /// - Parameters:
  ///   - inspector: the model and the sample.
  ///   - column: which logit.
  init(_ inspector: Inspector, column: Int) {
    (self.inspector, self.column) = (inspector, column)
    inspector.forward(scales: [0, 1])
    let ends = inspector.logits
    (baseline, value) = (Double(ends[0, column]), Double(ends[1, column]))
    var segments = halves(0, 1, baseline, value)
    let allowed = Self.tolerance * max(1, abs(value - baseline))
    while segments.reduce(0, { $0 + abs($1.residual) }) > allowed && points < Self.mostPoints {
      guard
        let worst = segments.indices.max(by: {
          abs(segments[$0].residual) < abs(segments[$1].residual)
        })
      else { break }
      let segment = segments.remove(at: worst)
      segments += halves(segment.start, segment.end, segment.startValue, segment.endValue)
    }
    parts = inspector.vectors.indices.map { input in
      segments.reduce([Double](repeating: 0, count: segments[0].parts[input].count)) {
        zip($0, $1.parts[input]).map(+)
      }
    }
  }

  /// What the sum misses.
  var residual: Double { value - baseline - parts.reduce(0) { $0 + $1.reduce(0, +) } }

  /// Integrates over both halves of a segment in one pass.
  private mutating func halves(
    _ start: Double, _ end: Double, _ startValue: Double, _ endValue: Double
  ) -> [Segment] {
    let middle = (start + end) / 2
    let ranges = [(start, middle), (middle, end)]
    let scales = ranges.flatMap { from, to in Self.rule.points.map { from + (to - from) * $0 } }
    inspector.forward(scales: (scales + [middle]).map(Float.init))
    points += scales.count
    let middleValue = Double(inspector.logits[scales.count, column])
    let products = inspector.products(ofLogit: column)
    let values = [startValue, middleValue, endValue]
    return ranges.enumerated().map { half, range in
      let parts = products.map { steps in
        sum(steps, rows: half * Self.rule.points.count, width: range.1 - range.0)
      }
      return Segment(
        start: range.0, end: range.1, startValue: values[half], endValue: values[half + 1],
        parts: parts)
    }
  }

  /// The weighted sum of the rows of one segment.
  private func sum(_ products: [[Double]], rows first: Int, width: Double) -> [Double] {
    var total = [Double](repeating: 0, count: products.first?.count ?? 0)
    for (index, weight) in Self.rule.weights.enumerated() {
      for (step, product) in products[first + index].enumerated() {
        total[step] += width * weight * product
      }
    }
    return total
  }
}
