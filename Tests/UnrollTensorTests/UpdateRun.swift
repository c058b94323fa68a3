import Testing
import UnrollTensor
import _UnrollTestSupport

/// Three steps of an optimizer on a few parameters, with the state in double beside it.
struct UpdateRun {
  static let counts = [0, 1, 15, 16, 17, 50]

  let memory = GuardedMemory()
  let parameters: TensorRef<Float>
  var exact: [Double]
  var slots: [TensorRef<Float>]
  var exactSlots: [[Double]]
  var random = RandomSource(seed: 41)

  /// Starts with random parameters and slots that hold the given numbers.
  init(count: Int, slots initial: [Float]) {
    let start = random.floats(count)
    parameters = memory.view(start)
    exact = start.doubles
    let memory = memory
    slots = initial.map { memory.view([Float](repeating: $0, count: count)) }
    exactSlots = initial.map { Array(repeating: Double($0), count: count) }
  }

  /// Takes three steps with random gradients and compares.
  mutating func check(
    _ name: String, within tolerance: Double = 1e-6,
    kernel: (TensorRef<Float>, TensorRef<Float>, [TensorRef<Float>]) -> Void,
    formula: (_ gradient: Double, _ parameter: Double, _ slots: inout [Double]) -> Double
  ) {
    for _ in 0..<3 {
      let gradients = random.floats(exact.count)
      kernel(parameters, memory.view(gradients), slots)
      for index in exact.indices {
        var values = exactSlots.map { $0[index] }
        exact[index] += formula(Double(gradients[index]), exact[index], &values)
        for slot in values.indices { exactSlots[slot][index] = values[slot] }
      }
    }
    let worst = WorstElement(parameters.toArray(), exact, measure: scaledError)
    #expect(worst.error <= tolerance, "\(name): \(worst)")
    for (slot, values) in zip(slots, exactSlots) {
      let worst = WorstElement(slot.toArray(), values, measure: scaledError)
      #expect(worst.error <= tolerance, "\(name), slot: \(worst)")
    }
    #expect(memory.isIntact, "\(name)")
  }
}
