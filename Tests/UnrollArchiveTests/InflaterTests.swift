import CZlib
import Testing
import UnrollArchive
import UnrollTensor

@Suite("The inflater agrees with zlib")
struct InflaterTests {
  /// Random data and random cuts for it, the same for the same seed.
  struct Case {
    var random: RandomSource

    init(seed: Int) { random = RandomSource(seed: UInt64(seed)) }

    mutating func number(_ below: Int) -> Int { Int(random.uniform() * Double(below)) }

    /// Noise, few different bytes, drifting bytes, repetitions near and far, runs.
    mutating func data() -> [UInt8] {
      let count = number(3) == 0 ? number(600_000) : number(4000)
      let kind = number(5)
      var bytes: [UInt8] = []
      bytes.reserveCapacity(count)
      while bytes.count < count {
        switch kind {
        case 0: bytes.append(UInt8(number(256)))
        case 1: bytes.append(UInt8(number(3)))
        case 2: bytes.append((bytes.last ?? 7) &+ (number(8) == 0 ? 1 : 0))
        case 3 where bytes.count > 1 && number(20) > 0:
          let distance = 1 + number(min(bytes.count, number(2) == 0 ? 20 : 32_768))
          for _ in 0..<(1 + number(300)) { bytes.append(bytes[bytes.count - distance]) }
        case 4: bytes += [UInt8](repeating: UInt8(number(256)), count: 1 + number(1000))
        default: bytes.append(UInt8(number(256)))
        }
      }
      return bytes
    }

    mutating func deflated(_ data: [UInt8]) throws -> [UInt8] {
      let strategies = [Z_DEFAULT_STRATEGY, Z_FILTERED, Z_HUFFMAN_ONLY, Z_RLE, Z_FIXED]
      let settings = ZlibProbe.Settings(
        level: Int32(number(10)), memory: Int32(1 + number(9)), strategy: strategies[number(5)])
      return try ZlibProbe.deflated(data, settings) { rest in
        let mode = [Z_NO_FLUSH, Z_BLOCK, Z_FULL_FLUSH][number(3)]
        return (number(2) == 0 ? rest : 1 + number(rest), mode)
      }
    }

    /// Changes some bits, or cuts the end off.
    mutating func damage(_ bytes: inout [UInt8]) {
      for _ in 0..<(1 + number(3)) {
        let index = number(3) == 0 ? number(min(bytes.count, 64)) : number(bytes.count)
        bytes[index] ^= 1 << UInt8(number(8))
      }
      if number(5) == 0 { bytes.removeLast(number(bytes.count)) }
    }

    /// Inflates with inputs and rooms of random sizes.
    mutating func inflated(
      _ input: [UInt8], most: Int
    ) -> (data: [UInt8], consumed: Int, isFinished: Bool) {
      let inflater = Inflater(.none)
      var (data, consumed, given): ([UInt8], Int, Int) = ([], 0, number(input.count + 1))
      var room = [UInt8](repeating: 0, count: number(3) == 0 ? 1 + number(30) : 1 + number(300_000))
      while data.count < most {
        let step = try? input[consumed..<given].withUnsafeBytes { source in
          try room.withUnsafeMutableBytes { try inflater.inflate(source, into: $0) }
        }
        guard let step else { return (data, consumed, false) }
        consumed += step.consumed
        data += room.prefix(step.produced)
        if step.isFinished { return (data, consumed, true) }
        if step.consumed + step.produced == 0 {
          if given == input.count { break }
          given = min(input.count, given + 1 + number(2) * number(100_000))
        }
      }
      return (data, consumed, false)
    }
  }

  @Test("on data that zlib deflated, wherever input and output are cut", arguments: 0..<60)
  func whole(seed: Int) throws {
    var random = Case(seed: seed)
    let data = random.data()
    let rest = noise(random.number(9), seed: UInt64(seed))
    let input = try random.deflated(data)
    let found = random.inflated(input + rest, most: .max)
    #expect(found.isFinished && found.consumed == input.count, "seed \(seed)")
    #expect(found.data == data, "seed \(seed)")
  }

  @Test("on damaged data: the same bytes, the same verdict", arguments: 100..<400)
  func damaged(seed: Int) throws {
    var random = Case(seed: seed)
    let data = random.data().prefix(20_000)
    var input = try random.deflated(Array(data))
    guard !input.isEmpty else { return }
    random.damage(&input)
    let expected = ZlibProbe.inflated(input, most: 200_000)
    let found = random.inflated(input, most: 200_000)
    guard expected.data.count < 200_000 else { return }
    #expect(found.isFinished == expected.isFinished, "seed \(seed)")
    if expected.isFinished {
      #expect(found.data == expected.data && found.consumed == expected.consumed, "seed \(seed)")
    } else {
      // How far each comes before it notices differs by what it keeps back.
      let count = min(found.data.count, expected.data.count)
      #expect(found.data.prefix(count) == expected.data.prefix(count), "seed \(seed)")
    }
  }

  @Test("noise as blocks with codes of their own is refused, never more", arguments: 0..<300)
  func codes(seed: Int) {
    var random = Case(seed: 1000 + seed)
    var input = noise(1 + random.number(700), seed: UInt64(seed))
    input[0] = input[0] & ~7 | 5
    let expected = ZlibProbe.inflated(input, most: 100_000)
    let found = random.inflated(input, most: 100_000)
    #expect(found.isFinished == expected.isFinished, "seed \(seed)")
  }
}
