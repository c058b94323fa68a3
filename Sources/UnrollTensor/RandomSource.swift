import Foundation

/// Random numbers that depend only on a seed, a stream and a position.
///
/// There is no hidden state: the number at a position is a hash of (seed, stream, position), so
/// any thread can compute any part of a sequence and the results do not depend on who did.
public struct RandomSource: Sendable, Hashable {
  /// The mixed seed and stream; kernels derive noise from it.
  public let key: UInt64
  private var position: UInt64 = 0

  /// Creates the sequence number `stream` of `seed`.
  public init(seed: UInt64, stream: UInt64 = 0) {
    key = Self.mix(Self.mix(seed &+ 0x9E37_79B9_7F4A_7C15) ^ (stream &* 0xD1B5_4A32_D192_ED03))
  }

  /// An independent sequence for a part of the work: a layer, a step, a gate.
  public func stream(_ index: Int) -> RandomSource {
    RandomSource(seed: key, stream: UInt64(truncatingIfNeeded: index) &+ 1)
  }

  /// The next 64 random bits.
  public mutating func next() -> UInt64 {
    position &+= 1
    return Self.mix(key &+ position &* 0x9E37_79B9_7F4A_7C15)
  }

  /// The next number in [0, 1), with 53 random bits.
  public mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// The next number of the standard normal distribution (Box–Muller).
  public mutating func normal() -> Double {
    let radius = (-2 * log(1 - uniform())).squareRoot()
    return radius * cos(2 * .pi * uniform())
  }

  /// The next integer below `bound`, without bias.
  ///
  /// - Precondition: `bound` is positive.
  public mutating func integer(below bound: Int) -> Int {
    precondition(bound > 0, "a random integer needs a positive bound")
    let size = UInt64(bound)
    while true {
      let (high, low) = next().multipliedFullWidth(by: size)
      if low >= size || low >= (0 &- size) % size { return Int(high) }
    }
  }

  /// A random order of `0..<count` (Fisher–Yates).
  public mutating func permutation(_ count: Int) -> [Int] {
    var order = Array(0..<count)
    for index in stride(from: count - 1, to: 0, by: -1) {
      order.swapAt(index, integer(below: index + 1))
    }
    return order
  }

  /// The finaliser of SplitMix64 (Steele, Lea and Flood, 2014).
  private static func mix(_ value: UInt64) -> UInt64 {
    var bits = value
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }
}
