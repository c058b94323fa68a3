/// An open-addressing hash table of word numbers.
///
/// A slot keeps half of a word's hash beside its number, so that words are compared only where they
/// are almost surely equal. The hash is keyed at random: a file cannot be made to collide.
struct WordTable: Sendable {
  /// Hash in the upper half, number plus one in the lower half; 0 is an empty slot.
  private var slots: [UInt64] = []
  private var used = 0
  private let key = UInt64.random(in: 0...UInt64.max)

  /// Makes room for `count` words; at least half of the slots stay empty.
  mutating func reserve(_ count: Int) {
    guard count * 2 > slots.count else { return }
    var capacity = max(slots.count * 2, 16)
    while capacity < count * 2 { capacity *= 2 }
    let old = slots
    slots = [UInt64](repeating: 0, count: capacity)
    for slot in old where slot != 0 { place(slot) }
  }

  /// The number for which the hash and `isEqual` agree, nil if there is none.
  func find(hash: UInt32, where isEqual: (Int32) -> Bool) -> Int32? {
    guard !slots.isEmpty else { return nil }
    var position = Int(hash) & (slots.count - 1)
    while slots[position] != 0 {
      let slot = slots[position]
      if UInt32(truncatingIfNeeded: slot >> 32) == hash {
        let index = Int32(truncatingIfNeeded: slot) &- 1
        if isEqual(index) { return index }
      }
      position = (position + 1) & (slots.count - 1)
    }
    return nil
  }

  /// Adds a number that is not there yet.
  ///
  /// - Precondition: there is room for it.
  mutating func add(_ index: Int32, hash: UInt32) {
    place(UInt64(hash) << 32 | UInt64(UInt32(bitPattern: index) + 1))
  }

  /// The keyed hash of a word: eight bytes at a time, multiplied and folded.
  func hash(_ word: Span<UInt8>) -> UInt32 {
    var state = key ^ UInt64(truncatingIfNeeded: word.count)
    var index = 0
    while word.count - index >= 8 {
      let chunk = word.bytes.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self)
      state = Self.fold(state ^ chunk, 0x9FB2_1C65_1E98_DF25)
      index += 8
    }
    var rest: UInt64 = 0
    while index < word.count {
      rest = rest << 8 | UInt64(word[index])
      index += 1
    }
    state = Self.fold(state ^ rest, 0xD6E8_FEB8_6659_FD93)
    return UInt32(truncatingIfNeeded: Self.fold(state ^ key, 0xA076_1D64_78BD_642F) >> 16)
  }

  private mutating func place(_ slot: UInt64) {
    var position = Int(slot >> 32) & (slots.count - 1)
    while slots[position] != 0 { position = (position + 1) & (slots.count - 1) }
    slots[position] = slot
  }

  /// Both halves of a product, mixed.
  private static func fold(_ value: UInt64, _ factor: UInt64) -> UInt64 {
    let (high, low) = value.multipliedFullWidth(by: factor)
    return high ^ low
  }
}
