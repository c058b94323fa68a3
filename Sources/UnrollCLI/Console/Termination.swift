import Dispatch
import Foundation
import UnrollArchive

/// Signals that would end the program without a word, or leave files behind.
enum Termination {
  /// Lets signals about files become errors of the calls that raise them, or at least a message.
  static func prepare() {
    // A file that is larger than allowed (ulimit -f): the write fails and says so.
    signal(SIGXFSZ, SIG_IGN)
    // A mapped file that another program has cut short: there is no call that could fail. Only what
    // a handler of signals may call is called.
    signal(SIGBUS) { _ in
      let message: StaticString = """
        error: a file that is being read was cut short by another program, or its disk failed; \
        write files beside the old name and rename them

        """
      _ = write(STDERR_FILENO, message.utf8Start, message.utf8CodeUnitCount)
      _exit(1)
    }
  }

  /// Removes temporary files before a signal ends the program.
  ///
  /// - Parameter signals: the signals; those that are ignored when the program starts stay ignored.
  /// - Returns: what must be kept for as long as this is to hold.
  static func cleaningUp(after signals: [Int32]) -> [any DispatchSourceSignal] {
    guard !signals.isEmpty else { return [] }
    // A queue of its own: all others may be busy computing.
    let queue = DispatchQueue(label: "unroll.termination")
    return signals.filter { !isIgnored($0) }.map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler {
        AtomicFile.removeTemporaries { end(by: number) }
      }
      source.activate()
      return source
    }
  }

  /// Ends the program as the signal would have done.
  private static func end(by number: Int32) -> Never {
    signal(number, SIG_DFL)
    // The source has the signal blocked, and would take it if it went to the whole program.
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, number)
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    raise(number)
    _exit(128 + number)
  }

  private static func isIgnored(_ number: Int32) -> Bool {
    guard let old = signal(number, SIG_IGN) else { return false }
    signal(number, old)
    return unsafeBitCast(old, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }
}
