import UnrollNN

/// Shows how training goes: a bar on a terminal, one line an epoch elsewhere.
final class TrainingProgress: Callback {
  private let console: Console
  private let title: String?
  private var plan: TrainingPlan?
  private var bar: ProgressBar?

  /// Creates the display.
  ///
  /// - Parameters:
  ///   - console: where it appears.
  ///   - title: a word before the lines of a log, where several networks are trained.
  init(_ console: Console, title: String? = nil) {
    self.console = console
    self.title = title
  }

  private var drawsBar: Bool { console.isTerminal }

  func trainingWillBegin(_ context: TrainingContext) { plan = context.plan }

  func epochWillBegin(_ epoch: Int, _ context: TrainingContext) {
    guard let plan else { return }
    if drawsBar && plan.epochs > 1 { console.note("Epoch \(epoch + 1)/\(plan.epochs)") }
    bar = ProgressBar(steps: plan.steps, console: console)
  }

  func batchDidEnd(_ progress: BatchProgress, _ context: TrainingContext) -> Action {
    if drawsBar { bar?.update(step: progress.step, figures: progress.figures) }
    return .goOn
  }

  func epochDidEnd(
    _ epoch: Int, _ figures: inout [String: Double], _ context: TrainingContext
  ) -> Action {
    if drawsBar {
      bar?.finish(figures: figures)
    } else if let bar {
      console.note((title.map { $0 + ": " } ?? "") + bar.logLine(figures: figures))
    }
    bar = nil
    return .goOn
  }

  func trainingDidEnd(_ context: TrainingContext) { leave() }

  func trainingDidFail(_ error: any Error) { leave() }

  private func leave() {
    if drawsBar { bar?.leave() }
    bar = nil
  }
}
