import Foundation
import Testing
import UnrollTensor
import _UnrollTestSupport

@Suite struct AdaptiveKernelTests {
  @Test("Nadam looks ahead along mean and gradient", arguments: Kernels.available)
  func nadam(_ kernels: Kernels) {
    for count in UpdateRun.counts {
      var run = UpdateRun(count: count, slots: [0, 0])
      run.check("nadam") {
        kernels.nadam(
          $0, gradients: $1, means: $2[0], variances: $2[1], learningRate: 0.01,
          betas: (0.9, 0.999), shares: (0.7, 1.3), varianceScale: 500, epsilon: 1e-7)
      } formula: { gradient, _, slots in
        slots[0] = 0.9 * slots[0] + 0.1 * gradient
        slots[1] = 0.999 * slots[1] + 0.001 * gradient * gradient
        let ahead = 0.7 * slots[0] + 1.3 * gradient
        return -0.01 * ahead / ((500 * slots[1]).squareRoot() + 1e-7)
      }
    }
  }

  @Test("LAMB leaves its direction in the gradients", arguments: Kernels.available)
  func lamb(_ kernels: Kernels) {
    for count in UpdateRun.counts {
      var run = UpdateRun(count: count, slots: [0, 0])
      run.check("lamb") { weights, gradients, slots in
        kernels.lambDirection(
          gradients, means: slots[0], variances: slots[1], betas: (0.9, 0.99), meanScale: 10,
          varianceScale: 100, epsilon: 1e-7)
        kernels.accumulate(gradients, into: weights)
      } formula: { gradient, _, slots in
        slots[0] = 0.9 * slots[0] + 0.1 * gradient
        slots[1] = 0.99 * slots[1] + 0.01 * gradient * gradient
        return 10 * slots[0] / ((100 * slots[1]).squareRoot() + 1e-7)
      }
    }
  }

  @Test("Adamax divides by the fading maximum", arguments: Kernels.available)
  func adamax(_ kernels: Kernels) {
    for count in UpdateRun.counts {
      var run = UpdateRun(count: count, slots: [0, 0])
      run.check("adamax") {
        kernels.adamax(
          $0, gradients: $1, means: $2[0], norms: $2[1], correctedLearningRate: 0.02,
          betas: (0.9, 0.6), epsilon: 1e-7)
      } formula: { gradient, _, slots in
        slots[0] = 0.9 * slots[0] + 0.1 * gradient
        slots[1] = max(0.6 * slots[1], abs(gradient))
        return -0.02 * slots[0] / (slots[1] + 1e-7)
      }
    }
  }

  @Test("Adagrad divides by the sum of squares", arguments: Kernels.available)
  func adagrad(_ kernels: Kernels) {
    for count in UpdateRun.counts {
      var run = UpdateRun(count: count, slots: [0.1])
      run.check("adagrad") {
        kernels.adagrad($0, gradients: $1, sums: $2[0], learningRate: 0.1, epsilon: 1e-7)
      } formula: { gradient, _, slots in
        slots[0] += gradient * gradient
        return -0.1 * gradient / (slots[0] + 1e-7).squareRoot()
      }
    }
  }

  @Test("Adadelta measures its own steps", arguments: Kernels.available)
  func adadelta(_ kernels: Kernels) {
    for count in UpdateRun.counts {
      var run = UpdateRun(count: count, slots: [0, 0])
      run.check("adadelta") {
        kernels.adadelta(
          $0, gradients: $1, squares: $2[0], steps: $2[1], learningRate: 1, rho: 0.95,
          epsilon: 1e-4)
      } formula: { gradient, _, slots in
        slots[0] = 0.95 * slots[0] + 0.05 * gradient * gradient
        let step = gradient * ((slots[1] + 1e-4) / (slots[0] + 1e-4)).squareRoot()
        slots[1] = 0.95 * slots[1] + 0.05 * step * step
        return -step
      }
    }
  }

  @Test(
    "FTRL keeps the digits of a gradient whose square is small beside the sum",
    arguments: Kernels.available)
  func smallGradients(_ kernels: Kernels) {
    let memory = GuardedMemory()
    let (gradient, weight): (Float, Float) = (1e-3, 1.3)
    let linears = memory.view([Float](repeating: 0, count: 5))
    kernels.ftrl(
      memory.view([Float](repeating: weight, count: 5)),
      gradients: memory.view([Float](repeating: gradient, count: 5)),
      sums: memory.view([Float](repeating: 0.1, count: 5)), linears: linears, learningRate: 0.001,
      power: 0.5, penalties: (l1: 0, l2: 0, shrinkage: 0))
    let (before, square) = (Double(Float(0.1)), Double(gradient) * Double(gradient))
    let growth = ((before + square).squareRoot() - before.squareRoot()) / 0.001
    let exact = Double(gradient) - growth * Double(weight)
    for linear in linears.toArray() { #expect(abs(Double(linear) - exact) < 1e-5 * abs(exact)) }
    #expect(memory.isIntact)
  }

  @Test("FTRL solves for the weight", arguments: Kernels.available, [0.5, 0.3, 0])
  func ftrl(_ kernels: Kernels, _ power: Double) {
    for count in UpdateRun.counts {
      var run = UpdateRun(count: count, slots: [0.1, 0])
      run.check("power \(power)", within: 1e-5) {
        kernels.ftrl(
          $0, gradients: $1, sums: $2[0], linears: $2[1], learningRate: 0.5, power: power,
          penalties: (l1: 0.2, l2: 0.3, shrinkage: 0.1))
      } formula: { gradient, weight, slots in
        let before = pow(slots[0], power)
        slots[0] += gradient * gradient
        let after = pow(slots[0], power)
        slots[1] += gradient + 0.2 * weight - (after - before) / 0.5 * weight
        let clipped = min(max(slots[1], -0.2), 0.2)
        return (clipped - slots[1]) / (after / 0.5 + 0.6) - weight
      }
    }
  }

  @Test("Lion takes steps of one size", arguments: Kernels.available)
  func lion(_ kernels: Kernels) {
    for count in UpdateRun.counts {
      var run = UpdateRun(count: count, slots: [0])
      run.check("lion") {
        kernels.lion(
          $0, gradients: $1, momenta: $2[0], learningRate: 0.01, betas: (0.9, 0.99))
      } formula: { gradient, _, slots in
        let mixed = 0.9 * slots[0] + 0.1 * gradient
        slots[0] = 0.99 * slots[0] + 0.01 * gradient
        return mixed > 0 ? -0.01 : 0.01
      }
    }
  }

  @Test("Lion leaves weights without a gradient alone", arguments: Kernels.available)
  func lionAtRest(_ kernels: Kernels) {
    let memory = GuardedMemory()
    let weights = memory.view([1, 2, 3])
    let zeros = memory.view([0, 0, 0])
    kernels.lion(weights, gradients: zeros, momenta: zeros, learningRate: 1, betas: (0.9, 0.99))
    #expect(weights.toArray() == [1, 2, 3])
  }
}
