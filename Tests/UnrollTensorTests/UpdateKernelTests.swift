import Foundation
import Testing
import UnrollTensor
import _UnrollTestSupport

private let counts = [0, 1, 15, 16, 17, 50]

/// Three steps of an optimizer on a few parameters, with the state in double beside it.
private struct Run {
  let memory = GuardedMemory()
  let parameters: TensorRef<Float>
  var exact: [Double]
  var slots: [TensorRef<Float>]
  var exactSlots: [[Double]]
  var random = RandomSource(seed: 41)

  init(count: Int, slots slotCount: Int) {
    let start = random.floats(count)
    parameters = memory.view(start)
    exact = start.doubles
    let memory = memory
    slots = (0..<slotCount).map { _ in memory.view([Float](repeating: 0, count: count)) }
    exactSlots = Array(repeating: Array(repeating: 0, count: count), count: slotCount)
  }

  /// Takes three steps with random gradients and compares.
  mutating func check(
    _ name: String, kernel: (TensorRef<Float>, TensorRef<Float>, [TensorRef<Float>]) -> Void,
    formula: (_ gradient: Double, _ slots: inout [Double]) -> Double
  ) {
    for _ in 0..<3 {
      let gradients = random.floats(exact.count)
      kernel(parameters, memory.view(gradients), slots)
      for index in exact.indices {
        var values = exactSlots.map { $0[index] }
        exact[index] += formula(Double(gradients[index]), &values)
        for slot in values.indices { exactSlots[slot][index] = values[slot] }
      }
    }
    let worst = WorstElement(parameters.toArray(), exact, measure: scaledError)
    #expect(worst.error <= 1e-6, "\(name): \(worst)")
    for (slot, values) in zip(slots, exactSlots) {
      let worst = WorstElement(slot.toArray(), values, measure: scaledError)
      #expect(worst.error <= 1e-6, "\(name), slot: \(worst)")
    }
    #expect(memory.isIntact, "\(name)")
  }
}

@Suite struct UpdateKernelTests {
  @Test("gradient descent follows Keras's formulas", arguments: Kernels.available)
  func sgd(_ kernels: Kernels) {
    for count in counts {
      for (momentum, nesterov) in [(0.0, false), (0.9, false), (0.9, true)] {
        var run = Run(count: count, slots: momentum == 0 ? 0 : 1)
        run.check("momentum \(momentum) nesterov \(nesterov)") {
          kernels.sgd(
            $0, gradients: $1, momenta: $2.first, learningRate: 0.1, momentum: momentum,
            nesterov: nesterov)
        } formula: { gradient, slots in
          guard momentum != 0 else { return -0.1 * gradient }
          slots[0] = momentum * slots[0] - 0.1 * gradient
          return nesterov ? momentum * slots[0] - 0.1 * gradient : slots[0]
        }
      }
    }
  }

  @Test("RMSprop follows Keras's formulas", arguments: Kernels.available)
  func rmsprop(_ kernels: Kernels) {
    for count in counts {
      for (momentum, centered) in [(0.0, false), (0.8, false), (0.0, true), (0.8, true)] {
        var run = Run(count: count, slots: 3)
        run.check("momentum \(momentum) centered \(centered)") {
          kernels.rmsprop(
            $0, gradients: $1, velocities: $2[0], momenta: momentum == 0 ? nil : $2[1],
            averages: centered ? $2[2] : nil, learningRate: 0.01, rho: 0.9, momentum: momentum,
            epsilon: 1e-7)
        } formula: { gradient, slots in
          slots[0] = 0.9 * slots[0] + 0.1 * gradient * gradient
          if centered { slots[2] = 0.9 * slots[2] + 0.1 * gradient }
          let step = 0.01 * gradient / (slots[0] - slots[2] * slots[2] + 1e-7).squareRoot()
          guard momentum != 0 else { return -step }
          slots[1] = momentum * slots[1] + step
          return -slots[1]
        }
      }
    }
  }

  @Test("Adam follows Keras's formulas", arguments: Kernels.available, [false, true])
  func adam(_ kernels: Kernels, _ amsgrad: Bool) {
    for count in counts {
      var run = Run(count: count, slots: 3)
      run.check("amsgrad \(amsgrad)") {
        kernels.adam(
          $0, gradients: $1, means: $2[0], variances: $2[1], maxima: amsgrad ? $2[2] : nil,
          correctedLearningRate: 0.003, beta1: 0.9, beta2: 0.999, epsilon: 1e-7)
      } formula: { gradient, slots in
        slots[0] += (gradient - slots[0]) * (1 - 0.9)
        slots[1] += (gradient * gradient - slots[1]) * (1 - 0.999)
        if amsgrad { slots[2] = max(slots[2], slots[1]) }
        return -0.003 * slots[0] / ((amsgrad ? slots[2] : slots[1]).squareRoot() + 1e-7)
      }
    }
  }
}
