/// A course of numbers as one line of small bars.
enum Sparkline {
  private static let bars = Array("▁▂▃▄▅▆▇█")

  /// Draws numbers, each a bar; of more numbers than columns the last of each group.
  ///
  /// - Parameters:
  ///   - values: the numbers; where there is none, a gap.
  ///   - range: the numbers of the lowest and the highest bar.
  ///   - width: the most columns.
  /// - Returns: the line.
  static func draw(_ values: [Double], in range: ClosedRange<Double>, width: Int) -> String {
    let span = range.upperBound - range.lowerBound
    let shown = sampled(values, to: width)
    return String(
      shown.map { value in
        guard value.isFinite else { return " " }
        let share = span > 0 ? (value - range.lowerBound) / span : 0
        let place = Int((share * Double(bars.count)).rounded(.down))
        return bars[min(max(place, 0), bars.count - 1)]
      })
  }

  /// At most so many numbers, the last one among them.
  private static func sampled(_ values: [Double], to width: Int) -> [Double] {
    guard values.count > width, width > 0 else { return values }
    return (1...width).map { values[$0 * values.count / width - 1] }
  }
}
