import UnrollTensor

/// Damage to a file that depends on a seed alone.
struct HDF5Mutation {
  private var random: RandomSource
  private(set) var bytes: [UInt8]

  /// Damages a file in one to four ways.
  init(_ bytes: [UInt8], seed: UInt64) {
    random = RandomSource(seed: seed)
    self.bytes = bytes
    for _ in 0...random.integer(below: 4) { damage() }
  }

  private mutating func damage() {
    guard bytes.count > 16 else { return }
    switch random.integer(below: 10) {
    case 0: truncate()
    case 1, 2: flipBits()
    case 3, 4: overwrite(place(1), with: UInt64(random.integer(below: 256)), width: 1)
    case 5: copyBlock()
    case 6: copyNumber()
    default: spliceNumber()
    }
  }

  /// A place, half the time in the structures that come first.
  private mutating func place(_ width: Int) -> Int {
    let end = random.integer(below: 2) == 0 ? bytes.count : min(bytes.count, 4096)
    let place = random.integer(below: max(end - width, 1))
    return random.integer(below: 2) == 0 ? place : place & ~7
  }

  private mutating func flipBits() {
    for _ in 0...random.integer(below: 8) {
      bytes[place(1)] ^= 1 << UInt8(random.integer(below: 8))
    }
  }

  /// Cuts the end off, and corrects the size that the old kind of superblock states.
  private mutating func truncate() {
    let count = 100 + random.integer(below: max(bytes.count - 100, 1))
    bytes = Array(bytes.prefix(count))
    if bytes[8] < 2, bytes.count > 48 { overwrite(40, with: UInt64(count), width: 8) }
  }

  /// A number that bounds are likely to be wrong for, in 1, 2, 4 or 8 bytes.
  private mutating func spliceNumber() {
    let near = UInt64(random.integer(below: 17))
    let bases: [UInt64] = [
      0, .max, UInt64(Int64.max), 1 << 32, 1 << 31, 1 << 16, UInt64(bytes.count),
      UInt64(random.integer(below: bytes.count)), 1 << UInt64(random.integer(below: 64)),
    ]
    let base = bases[random.integer(below: bases.count)]
    let value = random.integer(below: 2) == 0 ? base &+ near : base &- near
    let width = 1 << random.integer(below: 4)
    overwrite(place(width), with: value, width: width)
  }

  /// Eight bytes, perhaps an address, from elsewhere in the file.
  private mutating func copyNumber() {
    let (from, to) = (place(8), place(8))
    for index in 0..<8 { bytes[to + index] = bytes[from + index] }
  }

  /// A piece of the file in another place.
  private mutating func copyBlock() {
    let count = 1 + random.integer(below: min(bytes.count / 2, 600))
    let (from, to) = (random.integer(below: bytes.count - count), place(count))
    let block = Array(bytes[from..<(from + count)])
    for (index, byte) in block.enumerated() where to + index < bytes.count {
      bytes[to + index] = byte
    }
  }

  private mutating func overwrite(_ place: Int, with value: UInt64, width: Int) {
    for index in 0..<width {
      bytes[place + index] = UInt8(truncatingIfNeeded: value >> (8 * index))
    }
  }
}
