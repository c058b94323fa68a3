import UnrollNN

/// Prints the table of layers when training begins: after all that can refuse to begin.
final class SummaryAtStart: Callback {
  private let summary: String

  init(_ summary: String) { self.summary = summary }

  func trainingWillBegin(_ context: TrainingContext) throws { try StandardOutput.print(summary) }
}
