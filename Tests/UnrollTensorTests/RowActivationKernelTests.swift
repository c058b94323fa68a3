import Testing
import UnrollTensor
import _UnrollTestSupport

private let sizes = [(1, 1), (3, 2), (2, 5), (5, 7), (4, 8), (3, 17), (2, 33), (1, 100)]

@Suite struct RowActivationKernelTests {
  static let activations = ActivationKernel.allCases.filter(\.isRowWise)

  @Test(
    "rows are right, alone and with others", arguments: Kernels.available, activations)
  func rows(_ kernels: Kernels, _ activation: ActivationKernel) {
    let memory = GuardedMemory()
    for (rows, columns) in sizes {
      for range in [-15 ... -5, -1...1.0] {
        var random = RandomSource(seed: 6)
        let numbers = random.floats(rows * columns, in: range)
        let x = memory.view(numbers, [rows, columns])
        kernels.activate(activation, x)
        let expected = (0..<rows).flatMap { row in
          ReferenceKernels.activate(
            activation, row: numbers[row * columns..<(row + 1) * columns].doubles)
        }
        // Differences of up to ten carry eight units of rounding into the exponential.
        let worst =
          activation == .softmax
          ? WorstElement(x.toArray(), expected) { ulpError($0, $1) / 12 }
          : WorstElement(x.toArray(), expected) { scaledError($0, $1) / 3e-7 }
        #expect(worst.error <= 1, "\(rows) x \(columns): \(worst)")
        #expect(memory.isIntact)
        let last = memory.view(Array(numbers.suffix(columns)), [1, columns])
        kernels.activate(activation, last)
        #expect(last.toArray() == Array(x.toArray().suffix(columns)))
        #expect(memory.isIntact)
      }
    }
  }

  @Test("large numbers do not overflow", arguments: Kernels.available)
  func large(_ kernels: Kernels) {
    let memory = GuardedMemory()
    let numbers: [Float] = [1e30, 1e30, -1e30, 1000, 2000, -.infinity]
    let expected: [(ActivationKernel, [Float])] = [
      (.softmax, [0.5, 0.5, 0, 0, 1, 0]),
      (.logSoftmax, [-0.6931472, -0.6931472, -2e30, -1000, 0, -.infinity]),
    ]
    for (activation, rows) in expected {
      let x = memory.view(numbers, [2, 3])
      kernels.activate(activation, x)
      #expect(x.toArray() == rows)
      #expect(memory.isIntact)
    }
  }

  @Test("not-a-number spoils its row and no other", arguments: Kernels.available, activations)
  func notANumber(_ kernels: Kernels, _ activation: ActivationKernel) {
    let memory = GuardedMemory()
    let x = memory.view([0.5, .nan, 1, 2, 0, 1], [2, 3])
    kernels.activate(activation, x)
    #expect(x[0, 1].isNaN)
    #expect((0..<3).allSatisfy { x[1, $0].isFinite })
  }

  @Test(
    "gradients agree with differences", arguments: Kernels.available, activations)
  func gradients(_ kernels: Kernels, _ activation: ActivationKernel) {
    let memory = GuardedMemory()
    for (rows, columns) in sizes {
      var random = RandomSource(seed: 7)
      let x = random.floats(rows * columns).doubles
      let start = random.floats(rows * columns)
      func activated(_ x: [Double]) -> [Double] {
        (0..<rows).flatMap {
          ReferenceKernels.activate(
            activation, row: Array(x[$0 * columns..<($0 + 1) * columns]))
        }
      }
      let gradient = memory.view(start, [rows, columns])
      let kept = memory.view(
        (activation.keepsInput ? x : activated(x)).map { Float($0) }, [rows, columns])
      kernels.activateGradient(activation, kept: kept, gradient: gradient)
      let expected = x.indices.map { index in
        func sum(_ change: Double) -> Double {
          var moved = x
          moved[index] += change
          return zip(activated(moved), start).reduce(0) { $0 + $1.0 * Double($1.1) }
        }
        return (sum(1e-5) - sum(-1e-5)) / 2e-5
      }
      let worst = WorstElement(gradient.toArray(), expected, measure: scaledError)
      #expect(worst.error <= 2e-6, "\(rows) x \(columns): \(worst)")
      #expect(memory.isIntact)
    }
  }
}
