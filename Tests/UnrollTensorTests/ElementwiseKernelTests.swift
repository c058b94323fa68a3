import Testing
import UnrollTensor
import _UnrollTestSupport

private let counts = [0, 1, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33, 100]

/// Floats of every sign and exponent, subnormals, infinities and not-a-number among them.
private let everyKind: [Float] = {
  let bits = Array(stride(from: UInt32(0), to: .max - 40_000, by: 39_979))
  return bits.map(Float.init(bitPattern:)) + [0, -0.0, .infinity, -.infinity, .nan, 88.72, -103.9]
}()

@Suite struct ElementwiseKernelTests {
  @Test(
    "activations stay within a few units in the last place over the whole range",
    arguments: Kernels.available, ActivationKernel.elementwise)
  func activate(_ kernels: Kernels, _ activation: ActivationKernel) {
    let memory = GuardedMemory()
    let x = memory.view(everyKind, [everyKind.count])
    kernels.activate(activation, x)
    let expected = everyKind.map { ReferenceKernels.activate(activation, Double($0)) }
    let worst = WorstElement(x.toArray(), expected)
    #expect(worst.error <= limit(activation), "\(worst)")
    #expect(memory.isIntact)
  }

  @Test(
    "an activation does not depend on the place in a vector",
    arguments: Kernels.available, ActivationKernel.elementwise)
  func place(_ kernels: Kernels, _ activation: ActivationKernel) {
    let memory = GuardedMemory()
    var random = RandomSource(seed: 11)
    let numbers = random.floats(100, in: -4...4)
    let alone = numbers.map { number in
      let x = memory.view([number], [1])
      kernels.activate(activation, x)
      return x[0, 0]
    }
    for count in counts {
      let x = memory.view(Array(numbers[..<count]), [count])
      kernels.activate(activation, x)
      #expect(x.toArray() == Array(alone[..<count]))
      #expect(memory.isIntact, "\(count) elements: wrote outside")
    }
  }

  @Test(
    "gradients follow from the outputs, or from the inputs where those do not tell",
    arguments: Kernels.available, ActivationKernel.elementwise)
  func gradient(_ kernels: Kernels, _ activation: ActivationKernel) {
    let memory = GuardedMemory()
    var random = RandomSource(seed: 12)
    for count in counts {
      let x = random.floats(count, in: -7...7).filter { !isKink($0) }
      let y = x.map { Float(ReferenceKernels.activate(activation, Double($0))) }
      let kept = activation.keepsInput ? x : y
      let start = random.floats(x.count)
      let gradient = memory.view(start, [x.count])
      kernels.activateGradient(
        activation, kept: memory.view(kept, [x.count]), gradient: gradient)
      let expected = zip(x, start).map {
        ReferenceKernels.derivative(activation, at: Double($0)) * Double($1)
      }
      let worst = WorstElement(gradient.toArray(), expected, measure: scaledError)
      #expect(worst.error <= 1e-6, "\(worst)")
      #expect(memory.isIntact)
    }
  }

  @Test("products and sums of elements are exact", arguments: Kernels.available)
  func arithmetic(_ kernels: Kernels) {
    let memory = GuardedMemory()
    var random = RandomSource(seed: 13)
    for count in counts {
      let (x, y) = (random.floats(count), random.floats(count))
      let out = memory.empty([count])
      kernels.multiplyElements(memory.view(x, [count]), memory.view(y, [count]), into: out)
      #expect(out.toArray() == zip(x, y).map { $0 * $1 })
      kernels.multiplyElements(out, out, into: out)
      #expect(out.toArray() == zip(x, y).map { ($0 * $1) * ($0 * $1) })
      let sum = memory.view(x, [count])
      kernels.accumulate(memory.view(y, [count]), into: sum)
      #expect(sum.toArray() == zip(x, y).map { $0 + $1 })
      #expect(memory.isIntact)
    }
  }

  @Test("the sum of squares is the same on every instruction set and close to exact")
  func sumOfSquares() {
    let memory = GuardedMemory()
    var random = RandomSource(seed: 14)
    for count in counts {
      let x = random.floats(count, in: -1e3...1e3)
      let sums = Kernels.available.map { $0.sumOfSquares(memory.view(x, [count])) }
      let expected = x.reduce(0) { $0 + Double($1) * Double($1) }
      #expect(Set(sums).count == 1)
      #expect(sums.allSatisfy { abs($0 - expected) <= 1e-13 * expected }, "\(sums) \(expected)")
      #expect(memory.isIntact)
    }
  }

  private func limit(_ activation: ActivationKernel) -> Double {
    switch activation {
    case .gelu: 5
    // The argument of its sigmoid is rounded, which counts up to a hundred times in the result.
    case .geluTanh: 200
    default: 4
    }
  }

  /// Whether `x` is so close to a corner of some activation that differences straddle it.
  private func isKink(_ x: Float) -> Bool {
    [-3, -2.5, -1, -0.5, 0, 0.5, 1, 2.5, 3, 6].contains { abs(x - $0) < 1e-3 }
  }
}
