/// The SHA-256 digest of some bytes (FIPS 180-4), for the content security policy.
///
/// Nothing secret is hashed. A cryptography package would add minutes to every fresh build for this.
struct SHA256Digest {
  /// The 32 bytes of the digest.
  var bytes: [UInt8] {
    state.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> (24 - 8 * $0)) } }
  }

  private var state: [UInt32]

  init(_ message: some Collection<UInt8>) {
    let primes = Self.primes(64)
    state = primes.prefix(8).map { Self.fraction(Double($0).squareRoot()) }
    let constants = primes.map { Self.fraction(Self.cubeRoot(Double($0))) }
    let padded = Self.padded(message)
    for start in stride(from: 0, to: padded.count, by: 64) {
      absorb(padded[start..<start + 64], constants)
    }
  }

  private mutating func absorb(_ block: ArraySlice<UInt8>, _ constants: [UInt32]) {
    let words = Self.schedule(block)
    var (a, b, c, d) = (state[0], state[1], state[2], state[3])
    var (e, f, g, h) = (state[4], state[5], state[6], state[7])
    for round in 0..<64 {
      let mixed = e.turned(6) ^ e.turned(11) ^ e.turned(25)
      let first = h &+ mixed &+ ((e & f) ^ (~e & g)) &+ constants[round] &+ words[round]
      let second =
        (a.turned(2) ^ a.turned(13) ^ a.turned(22)) &+ ((a & b) ^ (a & c) ^ (b & c))
      (h, g, f, e) = (g, f, e, d &+ first)
      (d, c, b, a) = (c, b, a, first &+ second)
    }
    for (index, word) in [a, b, c, d, e, f, g, h].enumerated() {
      state[index] = state[index] &+ word
    }
  }

  private static func schedule(_ block: ArraySlice<UInt8>) -> [UInt32] {
    var words = [UInt32](repeating: 0, count: 64)
    for (index, byte) in block.enumerated() {
      words[index / 4] = words[index / 4] << 8 | UInt32(byte)
    }
    for index in 16..<64 {
      let (old, new) = (words[index - 15], words[index - 2])
      words[index] =
        words[index - 16] &+ (old.turned(7) ^ old.turned(18) ^ old >> 3)
        &+ words[index - 7] &+ (new.turned(17) ^ new.turned(19) ^ new >> 10)
    }
    return words
  }

  private static func padded(_ message: some Collection<UInt8>) -> [UInt8] {
    let length = UInt64(message.count) * 8
    var bytes = Array(message) + [0x80]
    while bytes.count % 64 != 56 { bytes.append(0) }
    return bytes + (0..<8).map { UInt8(truncatingIfNeeded: length >> (56 - 8 * $0)) }
  }

  /// The standard defines its constants as the first 32 bits behind the point of roots of primes.
  private static func fraction(_ root: Double) -> UInt32 {
    UInt32((root - root.rounded(.down)) * 4_294_967_296)
  }

  /// A cube root whose first 40 bits are right: Newton's method on Double.
  private static func cubeRoot(_ value: Double) -> Double {
    var root = value / 2 + 1
    for _ in 0..<100 { root = (2 * root + value / (root * root)) / 3 }
    return root
  }

  private static func primes(_ count: Int) -> [Int] {
    var found: [Int] = []
    var candidate = 2
    while found.count < count {
      if found.allSatisfy({ candidate % $0 != 0 }) { found.append(candidate) }
      candidate += 1
    }
    return found
  }
}

extension UInt32 {
  /// The word turned to the right.
  fileprivate func turned(_ bits: UInt32) -> UInt32 { self >> bits | self << (32 - bits) }
}
