import Testing
import UnrollTensor
import _UnrollTestSupport

@Suite struct DropoutKernelTests {
  /// Which of `count` positions survive.
  private func pattern(
    _ kernels: Kernels = .active, key: UInt64, first: UInt64 = 0, rate: Float, count: Int
  ) -> [Bool] {
    let memory = GuardedMemory()
    let out = memory.empty([count])
    kernels.dropout(nil, into: out, rate: rate, key: key, first: first)
    #expect(memory.isIntact)
    return out.toArray().map { $0 != 0 }
  }

  @Test("survivors are scaled up and the others zero, in place too", arguments: Kernels.available)
  func values(_ kernels: Kernels) {
    let memory = GuardedMemory()
    for count in [0, 1, 15, 16, 17, 100] {
      var random = RandomSource(seed: 21)
      let numbers = random.floats(count)
      let (input, out) = (memory.view(numbers), memory.empty([count]))
      kernels.dropout(input, into: out, rate: 0.25, key: 5, first: 3)
      let kept = pattern(kernels, key: 5, first: 3, rate: 0.25, count: count)
      let scale = 1 / (1 - Float(0.25))
      #expect(out.toArray() == zip(numbers, kept).map { $1 ? $0 * scale : 0 })
      kernels.dropout(input, into: input, rate: 0.25, key: 5, first: 3)
      #expect(input.toArray() == out.toArray())
    }
    #expect(memory.isIntact)
  }

  @Test("a rate of zero changes nothing", arguments: Kernels.available)
  func noRate(_ kernels: Kernels) {
    let memory = GuardedMemory()
    let x = memory.view([1, -2, 3.5])
    kernels.dropout(x, into: x, rate: 0, key: 9)
    #expect(x.toArray() == [1, -2, 3.5])
    #expect(memory.isIntact)
  }

  @Test("the noise is the same on every instruction set and in any pieces")
  func pieces() {
    let whole = pattern(key: 77, rate: 0.5, count: 1000)
    for kernels in Kernels.available {
      #expect(pattern(kernels, key: 77, rate: 0.5, count: 1000) == whole)
      let rest = pattern(kernels, key: 77, first: 333, rate: 0.5, count: 667)
      #expect(rest == Array(whole[333...]))
    }
  }

  @Test("positions beyond 32 bits continue the sequence", arguments: Kernels.available)
  func farPositions(_ kernels: Kernels) {
    let edge = UInt64(1) << 32
    let whole = pattern(kernels, key: 3, first: edge - 50, rate: 0.5, count: 150)
    #expect(pattern(kernels, key: 3, first: edge, rate: 0.5, count: 100) == Array(whole[50...]))
    #expect(pattern(kernels, key: 3, first: 0, rate: 0.5, count: 100) != Array(whole[50...]))
  }

  @Test("as many are dropped as the rate says", arguments: [Float(0.1), 0.2, 0.5, 0.9])
  func share(_ rate: Float) {
    let count = 80_000
    for key in [UInt64(0), 1, 2, 1 << 32, .max] {
      let dropped = pattern(key: key, rate: rate, count: count).count { !$0 }
      #expect(deviations(dropped, of: count, Double(rate)) < 4.5, "key \(key): \(dropped)")
    }
  }

  @Test("neighbouring positions and keys are independent")
  func independence() {
    let count = 80_000
    let patterns = [UInt64(8), 9, 8 | 1 << 32, 8 | 1 << 63].map {
      pattern(key: $0, rate: 0.5, count: count)
    }
    for lag in [1, 2, 3, 4, 7, 8, 16, 32, 50, 64, 256, 1024, 4096] {
      let pairs = zip(patterns[0], patterns[0].dropFirst(lag))
      let equal = pairs.count { $0 == $1 }
      #expect(deviations(equal, of: count - lag, 0.5) < 4.5, "lag \(lag): \(equal)")
    }
    for other in 1..<patterns.count {
      for lag in [0, 1, 16] {
        let equal = zip(patterns[0], patterns[other].dropFirst(lag)).count { $0 == $1 }
        #expect(deviations(equal, of: count - lag, 0.5) < 4.5, "key \(other) lag \(lag): \(equal)")
      }
    }
  }

  @Test("runs of eight positions take all patterns equally often")
  func runs() {
    let bits = pattern(key: 123, rate: 0.5, count: 400_000)
    var counts = [Int](repeating: 0, count: 256)
    for start in stride(from: 0, to: bits.count, by: 8) {
      counts[bits[start..<start + 8].reduce(0) { $0 * 2 + ($1 ? 1 : 0) }] += 1
    }
    let mean = Double(bits.count / 8) / 256
    let chiSquare = counts.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) / mean }
    // 255 degrees of freedom: mean 255, standard deviation 22.6.
    #expect(chiSquare > 165 && chiSquare < 355, "\(chiSquare)")
  }

  /// How many standard deviations a count of independent events is from its mean.
  private func deviations(_ found: Int, of count: Int, _ probability: Double) -> Double {
    let mean = Double(count) * probability
    return abs(Double(found) - mean) / (mean * (1 - probability)).squareRoot()
  }
}
