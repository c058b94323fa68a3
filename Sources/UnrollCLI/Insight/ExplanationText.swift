import Foundation
import UnrollInsight

/// An explanation for a terminal.
struct ExplanationText: CustomStringConvertible {
  private let explanation: Explanation
  private let style: TerminalStyle

  init(_ explanation: Explanation, style: TerminalStyle) {
    (self.explanation, self.style) = (explanation, style)
  }

  var description: String { "\(explanation.prediction.label) \(explanation.prediction.score)" }
}
