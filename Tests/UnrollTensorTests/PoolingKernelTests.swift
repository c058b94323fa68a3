import Testing
import UnrollTensor
import _UnrollTestSupport

private let sizes: [(rows: Int, steps: Int, features: Int)] = [
  (0, 2, 3), (1, 1, 1), (2, 3, 15), (3, 5, 16), (2, 4, 17), (1, 7, 50), (2, 2, 65),
]

@Suite struct PoolingKernelTests {
  @Test(
    "the maximum notes its step, and whether others equal it, also beside other columns",
    arguments: Kernels.available
  )
  func maximum(_ kernels: Kernels) {
    let memory = GuardedMemory()
    for (rows, steps, features) in sizes {
      var random = RandomSource(seed: 31)
      // Few values, so that many are equal.
      let numbers = random.floats(rows * steps * features, in: -2...2).map { $0.rounded() }
      let wide = memory.empty([rows, steps, features + 3])
      let x = wide.columns(2..<features + 2)
      x.assign(memory.view(numbers, [rows, steps, features]))
      let output = memory.empty([rows, features])
      let winners = memory.integers(
        [Int32](repeating: -1, count: rows * features), [rows, features])
      kernels.maxPool(x, into: output, winners: winners)
      for row in 0..<rows {
        for feature in 0..<features {
          let values = (0..<steps).map { numbers[(row * steps + $0) * features + feature] }
          #expect(output[row, feature] == values.max())
          let holders = values.indices.filter { values[$0] == output[row, feature] }
          let winner = Int(winners[row, feature])
          #expect(winner == (holders.count == 1 ? holders[0] : ~holders[0]))
        }
      }
    }
    #expect(memory.isIntact)
  }

  @Test("not-a-number wins the maximum wherever it stands", arguments: Kernels.available)
  func notANumber(_ kernels: Kernels) {
    let memory = GuardedMemory()
    let x = memory.view([.nan, 1, 2, 1, .nan, 2, 1, 2, .nan], [1, 3, 3])
    let (output, winners) = (memory.empty([1, 3]), memory.integers([9, 9, 9], [1, 3]))
    kernels.maxPool(x, into: output, winners: winners)
    #expect(winners.toArray() == [0, 1, 2])
    let isNaN = output.toArray().map(\.isNaN)
    #expect(isNaN == [true, true, true])
    #expect(memory.isIntact)
  }

  @Test(
    "the gradient of a maximum is shared by the steps that hold it", arguments: Kernels.available)
  func maximumGradient(_ kernels: Kernels) {
    let memory = GuardedMemory()
    for (rows, steps, features) in sizes {
      var random = RandomSource(seed: 32)
      let numbers = random.floats(rows * steps * features, in: -2...2).map { $0.rounded() }
      let gradient = random.floats(rows * features)
      let x = memory.view(numbers, [rows, steps, features])
      let winners = memory.integers(
        [Int32](repeating: 0, count: rows * features), [rows, features])
      let out = memory.empty([rows, steps, features])
      kernels.maxPool(x, into: memory.empty([rows, features]), winners: winners)
      kernels.maxPoolGradient(
        x, memory.view(gradient, [rows, features]), winners: winners, into: out)
      var expected = [Float](repeating: 0, count: rows * steps * features)
      for index in gradient.indices {
        let places = (0..<steps).map {
          (index / features * steps + $0) * features + index % features
        }
        let highest = places.map { numbers[$0] }.max()
        let holders = places.filter { numbers[$0] == highest }
        for place in holders { expected[place] = gradient[index] / Float(holders.count) }
      }
      #expect(out.toArray() == expected)
    }
    #expect(memory.isIntact)
  }

  @Test("the mean counts only unmasked steps", arguments: Kernels.available, [false, true])
  func average(_ kernels: Kernels, _ isMasked: Bool) {
    let memory = GuardedMemory()
    for (rows, steps, features) in sizes {
      var random = RandomSource(seed: 33)
      let numbers = random.floats(rows * steps * features)
      let mask = (0..<rows * steps).map { _ in UInt8(random.integer(below: 3)) }
      let output = memory.empty([rows, features])
      kernels.averagePool(
        memory.view(numbers, [rows, steps, features]),
        mask: isMasked ? memory.bytes(mask, [rows, steps]) : nil, into: output)
      var expected: [Double] = []
      for index in 0..<rows * features {
        let row = index / features
        let counted = (0..<steps).filter { !isMasked || mask[row * steps + $0] != 0 }
        let sum = counted.reduce(0) {
          $0 + Double(numbers[(row * steps + $1) * features + index % features])
        }
        expected.append(sum / Double(counted.count))
      }
      let worst = WorstElement(output.toArray(), expected, measure: scaledError)
      #expect(worst.error <= 3e-7, "\(worst)")
    }
    #expect(memory.isIntact)
  }

  @Test("the gradient of a mean is shared by the steps that count", arguments: Kernels.available)
  func averageGradient(_ kernels: Kernels) {
    let memory = GuardedMemory()
    let out = memory.empty([2, 3, 1])
    let gradient = memory.view([6, 9], [2, 1])
    kernels.averagePoolGradient(
      gradient, mask: memory.bytes([1, 0, 1, 0, 0, 0], [2, 3]), into: out)
    #expect(out.toArray() == [3, 0, 3, 0, 0, 0])
    kernels.averagePoolGradient(gradient, into: out)
    #expect(out.toArray() == [2, 2, 2, 3, 3, 3])
    #expect(memory.isIntact)
  }
}
