import Foundation
import UnrollInsight

/// How far memory reaches, for a terminal.
struct GradientText: CustomStringConvertible {
  private let reach: GradientReach
  private let style: TerminalStyle

  init(_ reach: GradientReach, style: TerminalStyle) {
    (self.reach, self.style) = (reach, style)
  }

  var description: String {
    let texts = reach.texts == 1 ? "1 text" : "\(reach.texts) texts"
    return """
      How much of the last state depends on what was read so many steps before
      (norm of the derivative, as a share of that of the last step; mean over \(texts) of \
      \(reach.steps) steps):

      \(table)

      \(lines)
      """
  }

  /// Distances 0, 1, 2, 5, 10, 20, 50, … as far as there are steps.
  private var distances: [Int] {
    var shown = [0]
    for power in [1, 10, 100, 1000] { shown += [1, 2, 5].map { $0 * power } }
    let last = reach.steps - 1
    return shown.filter { $0 < last } + (last > 0 ? [last] : [])
  }

  private var table: TextTable {
    let rows = reach.curves.map { curve in
      [title(curve)] + distances.map { share(curve, $0) } + [reached(curve)]
    }
    return TextTable(
      header: ["steps back"] + distances.map(String.init) + ["a hundredth until"], rows: rows)
  }

  private func title(_ curve: GradientReach.Curve) -> String {
    curve.name == curve.className ? curve.name : "\(curve.name) (\(curve.className))"
  }

  private func share(_ curve: GradientReach.Curve, _ distance: Int) -> String {
    guard let first = curve.norm.first, first > 0 else { return "0" }
    let share = curve.norm[distance] / first
    return share >= 0.001 || share == 0
      ? String(format: "%.3f", share) : String(format: "%.0e", share)
  }

  private func reached(_ curve: GradientReach.Curve) -> String {
    curve.reach(share: 0.01).map { "\($0) steps" } ?? "-"
  }

  /// The logarithms of the norms, from far back to the last step.
  private var lines: String {
    let logs = reach.curves.map { curve in
      curve.norm.reversed().map { log10(max($0 / max(curve.norm.first ?? 1, 1e-300), 1e-6)) }
    }
    let names = reach.curves.map { title($0) }
    let width = names.map(\.count).max() ?? 0
    let drawn = zip(names, logs).map { name, values in
      name + String(repeating: " ", count: width - name.count) + "  "
        + Sparkline.draw(values, in: -6...0, width: style.width - width - 2)
    }
    return drawn.joined(separator: "\n")
      + "\n\(String(repeating: " ", count: width))  first word … last word, bars from a millionth to 1"
  }
}
