import Foundation

/// The progress bar of one epoch, as Keras draws it.
struct ProgressBar {
  private static let width = 20

  private let steps: Int
  private let console: Console
  private let clock: () -> Double
  private let start: Double
  private var afterFirstStep: Double?
  private var lastDrawn = -Double.infinity
  private var widthDrawn = 0

  /// Starts the clock.
  ///
  /// - Parameters:
  ///   - steps: the number of steps of the epoch.
  ///   - console: where the bar is drawn.
  ///   - clock: the time in seconds.
  init(
    steps: Int, console: Console,
    clock: @escaping () -> Double = { Double(DispatchTime.now().uptimeNanoseconds) / 1e9 }
  ) {
    self.steps = steps
    self.console = console
    self.clock = clock
    start = clock()
  }

  /// Draws the bar after a step, at most twenty times a second.
  mutating func update(step: Int, figures: [String: Double]) {
    let now = clock()
    if step == 1 { afterFirstStep = now }
    guard now - lastDrawn >= 0.05 else { return }
    lastDrawn = now
    let seconds = secondsPerStep(step, now)
    let remaining = ProgressFormat.duration(seconds * Double(steps - step))
    draw(step, time: remaining, seconds: seconds, figures: figures)
  }

  /// Draws the full bar and ends the line.
  mutating func finish(figures: [String: Double]) {
    let now = clock()
    let elapsed = ProgressFormat.rounded(now - start) + "s"
    draw(steps, time: elapsed, seconds: secondsPerStep(steps, now), figures: figures)
    console.draw("\n")
  }

  /// Ends the line where the epoch is left in the middle.
  func leave() { if widthDrawn > 0 { console.draw("\n") } }

  /// One line for the whole epoch, for logs.
  func logLine(figures: [String: Double]) -> String {
    let elapsed = clock() - start
    return "\(steps)/\(steps) - \(ProgressFormat.rounded(elapsed))s - "
      + ProgressFormat.perStep(elapsed / Double(max(steps, 1)))
      + ProgressFormat.figures(figures)
  }

  /// The time of a step; the first one, which pays for all preparations, does not count.
  private func secondsPerStep(_ step: Int, _ now: Double) -> Double {
    guard let afterFirstStep, step > 1 else { return (now - start) / Double(max(step, 1)) }
    return (now - afterFirstStep) / Double(step - 1)
  }

  private mutating func draw(
    _ step: Int, time: String, seconds: Double, figures: [String: Double]
  ) {
    let total = String(steps)
    let count = String(repeating: " ", count: max(total.count - String(step).count, 0)) + "\(step)"
    let filled = Self.width * step / max(steps, 1)
    // Without colours the part to be done needs another sign.
    let empty = String(repeating: console.usesColor ? "━" : "─", count: Self.width - filled)
    let info = " " + ProgressFormat.perStep(seconds) + ProgressFormat.figures(figures)
    let width = count.count + total.count + Self.width + time.count + info.count + 3
    let line =
      console.styled("\(count)/\(total)", .bold) + " "
      + console.styled(String(repeating: "━", count: filled), .green)
      + console.styled(empty, .white) + " " + console.styled(time, .bold) + info
    console.draw("\r" + line + String(repeating: " ", count: max(widthDrawn - width, 0)))
    widthDrawn = width
  }
}
