import Dispatch
import Foundation

/// The number of threads to work with, and the way to run on them.
public enum Threads {
  /// The environment variable that limits the number of threads.
  public static let environmentVariable = "UNROLL_THREADS"

  /// The cores of this machine, or what `UNROLL_THREADS` says.
  public static var available: Int {
    let wanted = ProcessInfo.processInfo.environment[environmentVariable].flatMap { Int($0) }
    if let wanted, wanted > 0 { return wanted }
    return ProcessInfo.processInfo.activeProcessorCount
  }

  /// Runs `body` once for each worker, on as many threads, and waits for all.
  static func run(_ workers: Int, _ body: @Sendable (Int) -> Void) {
    if workers == 1 {
      body(0)
    } else {
      DispatchQueue.concurrentPerform(iterations: workers, execute: body)
    }
  }
}
