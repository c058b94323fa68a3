import Dispatch
import Foundation
import Synchronization

/// A line on the terminal that shows that something long goes on, and disappears when it is done.
final class ReadingNote: Sendable {
  private static let interval = 0.1
  private static let delay = 0.5

  private let console: Console
  private let text: String
  private let start = Date()
  private let state = Mutex(State())

  private struct State {
    var share: Double?
    var detail: String?
    var isShown = false
    var isOver = false
  }

  /// Runs `body` while the terminal shows what is being done and for how long.
  ///
  /// - Parameters:
  ///   - text: what is being done.
  ///   - console: where it is shown; elsewhere than on a terminal nothing is.
  ///   - body: the work.
  /// - Returns: what `body` returns.
  static func show<Result>(
    _ text: String, _ console: Console, _ body: () throws -> Result
  ) rethrows -> Result {
    try show(text, console) { _ in try body() }
  }

  /// Runs `body`, which may tell how far it has come.
  static func show<Result>(
    _ text: String, _ console: Console, _ body: (ReadingNote) throws -> Result
  ) rethrows -> Result {
    let note = ReadingNote(text, console)
    guard console.isTerminal && !console.isQuiet else { return try body(note) }
    let timer = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "unroll.note"))
    timer.setEventHandler { note.draw() }
    timer.schedule(deadline: .now() + delay, repeating: interval)
    timer.activate()
    defer {
      timer.cancel()
      note.end()
    }
    return try body(note)
  }

  private init(_ text: String, _ console: Console) {
    self.text = text
    self.console = console
  }

  /// Notes how far the work has come.
  ///
  /// - Parameters:
  ///   - share: the part that is done, 0 to 1; nil if nobody knows.
  ///   - detail: a few words more.
  func update(share: Double?, detail: String?) {
    state.withLock { ($0.share, $0.detail) = (share, detail) }
  }

  private func draw() {
    state.withLock { state in
      if state.isOver { return }
      state.isShown = true
      var line = text
      if let share = state.share { line += " \(Int((100 * min(share, 1)).rounded(.down)))%" }
      if let detail = state.detail { line += " - " + detail }
      line += " - \(Int(Date().timeIntervalSince(start)))s"
      console.draw("\r\u{1B}[K" + line)
    }
  }

  private func end() {
    state.withLock { state in
      state.isOver = true
      if state.isShown { console.draw("\r\u{1B}[K") }
    }
  }
}
