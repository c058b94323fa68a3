import Foundation
import UnrollInsight

/// An explanation for a terminal.
struct ExplanationText: CustomStringConvertible {
  private static let (strongest, jumps, units) = (8, 4, 5)

  private let explanation: Explanation
  private let style: TerminalStyle

  init(_ explanation: Explanation, style: TerminalStyle) {
    (self.explanation, self.style) = (explanation, style)
  }

  var description: String {
    let parts = [
      headline, text, sum, strongestWords, course, winners, explanation.recurrent.map(gates),
    ]
    return parts.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }
      .joined(separator: "\n\n")
  }

  private var contributions: Contributions { explanation.contributions }
  private var names: [String] {
    explanation.steps.map { Printable.text(explanation.tokens[$0].text) }
  }

  private var headline: [String] {
    let prediction = explanation.prediction
    var line = "\(style.bold(prediction.label)) \(String(format: "%.4f", prediction.score))"
    if explanation.steps.isEmpty { line += " (the model knows no word of the text)" }
    return [line]
  }

  private var text: [String] {
    guard !explanation.tokens.isEmpty else { return [] }
    let most = contributions.words.map(abs).max() ?? 0
    let painter = ContributionStyle(style: style, most: most)
    return [
      MarkedText(explanation, painter, width: style.width).description, "",
      painter.legend(contributions.label, hasUnknown: explanation.tokens.contains { !$0.isKnown }),
    ]
  }

  /// How the contributions add up.
  private var sum: [String] {
    let what = contributions.measure == .logit ? "logit" : "output"
    let words = contributions.words.reduce(0, +)
    let rest = contributions.padding + contributions.residual
    return [
      "\(what) of \(contributions.label): \(signed(contributions.baselineLogit)) without words, "
        + "\(signed(words)) by words, \(signed(rest)) rest = \(signed(contributions.logit))"
    ]
  }

  private var strongestWords: [String] {
    let order = contributions.words.indices.filter { contributions.words[$0] != 0 }
      .sorted { abs(contributions.words[$0]) > abs(contributions.words[$1]) }
      .prefix(Self.strongest)
    guard let first = order.first else { return [] }
    let most = abs(contributions.words[first])
    let names = names
    let width = order.map { names[$0].count }.max() ?? 0
    return ["strongest, towards \(contributions.label):"]
      + order.map { index in
        let value = contributions.words[index]
        let bar = String(
          repeating: value > 0 ? "+" : "-", count: max(1, Int(20 * abs(value) / most)))
        return "  " + names[index].padded(to: width)
          + "  \(signed(value))  \(style.tinted(bar, isPositive: value > 0))"
      }
  }

  private var course: [String] {
    // A masked model says nothing before the first word.
    let values = explanation.course.map { Double($0[contributions.output] ?? .nan) }
    guard let first = values.first, let last = values.last, values.count > 1 else { return [] }
    // Probabilities are drawn from 0 to 1, so that two courses can be compared.
    let known = values.filter(\.isFinite)
    let range = (known.min() ?? 0)...(known.max() ?? 0)
    let isShare = range.lowerBound >= 0 && range.upperBound <= 1
    let line = Sparkline.draw(values, in: isShare ? 0...1 : range, width: style.width - 16)
    return [
      "course of \(contributions.label), word by word:", "  \(short(first)) \(line) \(short(last))",
    ]
      + jumpsOf(values)
  }

  private func jumpsOf(_ values: [Double]) -> [String] {
    let steps = zip(values, values.dropFirst()).map { $1 - $0 }
    let order = steps.indices.filter { steps[$0].isFinite }.sorted {
      abs(steps[$0]) > abs(steps[$1])
    }.prefix(Self.jumps)
    let names = names
    let texts = order.sorted().map { "\(names[$0]) \(signed(steps[$0]))" }
    return ["  moved most by " + texts.joined(separator: ", ")]
  }

  /// Which steps won most units of layers that take the largest.
  private var winners: [String] {
    let names = names
    return explanation.pooling.filter(\.isAligned).map { layer in
      let counts = Dictionary(grouping: layer.winners) { $0 }.mapValues(\.count)
      let order = counts.keys.sorted { (counts[$1] ?? 0, $0) < (counts[$0] ?? 0, $1) }
      let texts = order.prefix(Self.strongest).map { step in
        "\(step < 0 ? "(padding)" : names[step]) \(counts[step] ?? 0)"
      }
      return "\(layer.layer): of \(layer.winners.count) units won " + texts.joined(separator: ", ")
    }
  }

  private func gates(_ cell: RecurrentExplanation) -> String {
    let title =
      "\(cell.layer): \(cell.className) of \(cell.units) units, \(cell.direction.rawValue)"
    guard !cell.retention.isEmpty, !explanation.steps.isEmpty else { return title }
    let mean = cell.retention.reduce(0, +) / Float(cell.retention.count)
    let gate = cell.gates["forget"] == nil ? "update" : "forget"
    func list(_ units: some Sequence<Int>) -> String {
      units.map { "\($0) (\(String(format: "%.2f", cell.retention[$0])))" }.joined(separator: ", ")
    }
    return title + String(format: ", \(gate) gate %.2f in the mean", mean)
      + "\n  hold on longest: " + list(cell.order.prefix(Self.units))
      + "\n  forget soonest:  " + list(cell.order.suffix(Self.units).reversed())
  }

  private func signed(_ value: Double) -> String { String(format: "%+.3f", value) }
  private func short(_ value: Double) -> String {
    value.isFinite ? String(format: "%.2f", value) : "-"
  }
}

extension String {
  /// The text with spaces up to a width.
  func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }
}
