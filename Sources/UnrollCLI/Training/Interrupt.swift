import Dispatch
import Foundation
import Synchronization
import UnrollArchive
import UnrollNN

/// Takes Ctrl-C as a request to end in good order; the second one ends the program at once.
///
/// A run whose state is kept takes the signal to terminate in the same way: that is how machines
/// announce that they go.
final class Interrupt {
  private let signals: [Int32]
  private let sources: [any DispatchSourceSignal]
  private let received: Received

  private final class Received: Sendable {
    /// The number of the signal; 0 before there was one.
    let signal = Atomic<Int32>(0)
  }

  /// Whether the program was asked to end.
  var isRequested: Bool { received.signal.load(ordering: .relaxed) != 0 }

  /// The exit status of programs that the signal ended.
  var exitCode: Int32 { Self.exitCode(of: received.signal.load(ordering: .relaxed)) }

  /// Takes signals over until the object goes.
  ///
  /// - Parameters:
  ///   - console: where is told that the request was heard.
  ///   - takesTermination: whether the signal to terminate is a request, too.
  init(_ console: Console, takesTermination: Bool = false) {
    signals = [SIGINT] + (takesTermination ? [SIGTERM] : [])
    let received = Received()
    self.received = received
    // A queue of its own: all others may be busy computing.
    let queue = DispatchQueue(label: "unroll.interrupt")
    sources = signals.map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler {
        let before = received.signal.exchange(number, ordering: .relaxed)
        if before != 0 {
          AtomicFile.removeTemporaries { _exit(Self.exitCode(of: number)) }
        }
        console.note("\nstopping after this batch; press Ctrl-C again to end at once")
      }
      source.activate()
      return source
    }
  }

  deinit {
    for source in sources { source.cancel() }
    for number in signals { signal(number, SIG_DFL) }
  }

  private static func exitCode(of signal: Int32) -> Int32 { 128 + signal }
}

/// Stops training after a batch once Ctrl-C was pressed.
final class StopOnInterrupt: Callback {
  private let interrupt: Interrupt
  /// Where training was stopped, in words; nil if it was not.
  private(set) var place: String?

  init(_ interrupt: Interrupt) { self.interrupt = interrupt }

  func batchDidEnd(_ progress: BatchProgress, _ context: TrainingContext) -> Action {
    guard interrupt.isRequested else { return .goOn }
    place = "epoch \(progress.epoch + 1), batch \(progress.step) of \(progress.steps)"
    return .leave
  }

  func epochDidEnd(
    _ epoch: Int, _ figures: inout [String: Double], _ context: TrainingContext
  ) -> Action {
    // The last batch was seen before the validation, which goes on to its end.
    guard interrupt.isRequested else { return .goOn }
    place = "epoch \(epoch + 1)"
    return .leave
  }
}
