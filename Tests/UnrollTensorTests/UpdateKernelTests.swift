import Testing
import UnrollTensor
import _UnrollTestSupport

@Suite struct UpdateKernelTests {
  @Test("gradient descent follows Keras's formulas", arguments: Kernels.available)
  func sgd(_ kernels: Kernels) {
    for count in UpdateRun.counts {
      for (momentum, nesterov) in [(0.0, false), (0.9, false), (0.9, true)] {
        var run = UpdateRun(count: count, slots: momentum == 0 ? [] : [0])
        run.check("momentum \(momentum) nesterov \(nesterov)") {
          kernels.sgd(
            $0, gradients: $1, momenta: $2.first, learningRate: 0.1, momentum: momentum,
            nesterov: nesterov)
        } formula: { gradient, _, slots in
          guard momentum != 0 else { return -0.1 * gradient }
          slots[0] = momentum * slots[0] - 0.1 * gradient
          return nesterov ? momentum * slots[0] - 0.1 * gradient : slots[0]
        }
      }
    }
  }

  @Test("RMSprop follows Keras's formulas", arguments: Kernels.available)
  func rmsprop(_ kernels: Kernels) {
    for count in UpdateRun.counts {
      for (momentum, centered) in [(0.0, false), (0.8, false), (0.0, true), (0.8, true)] {
        var run = UpdateRun(count: count, slots: [0, 0, 0])
        run.check("momentum \(momentum) centered \(centered)") {
          kernels.rmsprop(
            $0, gradients: $1, velocities: $2[0], momenta: momentum == 0 ? nil : $2[1],
            averages: centered ? $2[2] : nil, learningRate: 0.01, rho: 0.9, momentum: momentum,
            epsilon: 1e-7)
        } formula: { gradient, _, slots in
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
    for count in UpdateRun.counts {
      var run = UpdateRun(count: count, slots: [0, 0, 0])
      run.check("amsgrad \(amsgrad)") {
        kernels.adam(
          $0, gradients: $1, means: $2[0], variances: $2[1], maxima: amsgrad ? $2[2] : nil,
          correctedLearningRate: 0.003, beta1: 0.9, beta2: 0.999, epsilon: 1e-7)
      } formula: { gradient, _, slots in
        slots[0] += (gradient - slots[0]) * (1 - 0.9)
        slots[1] += (gradient * gradient - slots[1]) * (1 - 0.999)
        if amsgrad { slots[2] = max(slots[2], slots[1]) }
        return -0.003 * slots[0] / ((amsgrad ? slots[2] : slots[1]).squareRoot() + 1e-7)
      }
    }
  }

  @Test("decay takes a share of every weight", arguments: Kernels.available)
  func decay(_ kernels: Kernels) {
    for count in UpdateRun.counts {
      var run = UpdateRun(count: count, slots: [])
      run.check("decay") { weights, _, _ in
        kernels.decay(weights, share: 0.03)
      } formula: { _, weight, _ in
        -0.03 * weight
      }
    }
  }

  @Test("averages follow the weights", arguments: Kernels.available)
  func average(_ kernels: Kernels) {
    for count in UpdateRun.counts {
      var run = UpdateRun(count: count, slots: [0.5])
      run.check("average") { weights, _, slots in
        kernels.average(slots[0], of: weights, keep: 0.9)
      } formula: { _, weight, slots in
        slots[0] = 0.9 * slots[0] + 0.1 * weight
        return 0
      }
    }
  }
}
