import Foundation
import Synchronization
import Unroll
import UnrollServer

/// Gives each sample's first number back, and lets the test decide when.
final class GatedEngine: Engine {
  private let gate = DispatchSemaphore(value: 0)
  private let isOpen: Bool
  /// The sizes of the batches so far.
  let batches = Mutex<[Int]>([])
  private let started = Atomic(0)

  init(isOpen: Bool = false) { self.isOpen = isOpen }

  /// Lets some batches through.
  func open(_ count: Int = 1) { for _ in 0..<count { gate.signal() } }

  /// Waits until the first batch has come.
  func begin() async throws {
    while started.load(ordering: .relaxed) == 0 { try await Task.sleep(for: .milliseconds(1)) }
  }

  func predict(_ input: ModelInput) throws -> [SampleArray] {
    started.add(1, ordering: .relaxed)
    if !isOpen { gate.wait() }
    batches.withLock { $0.append(input.count) }
    guard case .arrays(let arrays) = input else { return [] }
    let values = arrays[0].values
    if values.contains(-1) {
      throw UnrollError(.invalidInput, "the sample is bad")
    }
    return [SampleArray(count: input.count, shape: [1], values: values)]
  }

  /// A model of one number that this engine computes.
  func model(_ name: String = "m") -> ServedModel {
    ServedModel(
      name: name, version: 1,
      signature: ModelSignature(
        inputs: [.init(name: "x", element: .float, shape: [1])],
        outputs: [.init(name: "y", element: .float, shape: [1])]), engine: self)
  }
}
