import Dispatch
import Foundation
import Synchronization
import UnrollArchive
import UnrollNN

/// Takes Ctrl-C as a request to end in good order; the second one ends the program at once.
final class Interrupt {
  /// The exit status of programs that Ctrl-C ended.
  static let exitCode: Int32 = 130

  private let source: any DispatchSourceSignal
  private let flag = Flag()

  private final class Flag: Sendable {
    let isRaised = Atomic(false)
  }

  /// Whether Ctrl-C was pressed.
  var isRequested: Bool { flag.isRaised.load(ordering: .relaxed) }

  /// Takes Ctrl-C over until the object goes.
  init(_ console: Console) {
    signal(SIGINT, SIG_IGN)
    // A queue of its own: all others may be busy computing.
    source = DispatchSource.makeSignalSource(
      signal: SIGINT, queue: DispatchQueue(label: "unroll.interrupt"))
    let flag = flag
    source.setEventHandler {
      if flag.isRaised.exchange(true, ordering: .relaxed) {
        AtomicFile.removeTemporaries { _exit(Self.exitCode) }
      }
      console.note("\nstopping after this batch; press Ctrl-C again to end at once")
    }
    source.activate()
  }

  deinit {
    source.cancel()
    signal(SIGINT, SIG_DFL)
  }
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
    return .stop
  }
}
