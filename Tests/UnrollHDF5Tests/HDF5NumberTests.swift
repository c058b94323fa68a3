import Testing
import UnrollTensor

@testable import UnrollHDF5

@Suite("Checksums, halves and chunks of HDF5")
struct HDF5NumberTests {
  @Test("lookup3 gives its author's values")
  func lookup3() {
    let text = Array("Four score and seven years ago".utf8)
    #expect(HDF5Checksum.lookup3(text.span.bytes) == 0x1777_0551)
    #expect(HDF5Checksum.lookup3([UInt8]().span.bytes) == 0xDEAD_BEEF)
  }

  @Test("Fletcher's checksum gives the sums that its definition gives, for long data too")
  func fletcher() {
    var random = RandomSource(seed: 5)
    for count in [0, 1, 2, 7, 100_001] {
      let bytes = (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }
      var (low, high) = (0, 0)
      for index in stride(from: 0, to: count, by: 2) {
        let second = index + 1 < count ? Int(bytes[index + 1]) : 0
        low = (low + Int(bytes[index]) << 8 + second) % 65535
        high = (high + low) % 65535
      }
      let sum = HDF5Checksum.fletcher32(bytes.span.bytes)
      #expect(Int(sum & 0xFFFF) % 65535 == low && Int(sum >> 16) % 65535 == high, "\(count) bytes")
    }
  }

  #if !(os(macOS) && arch(x86_64))
    @Test("every 16-bit float has the value that the processor gives it")
    func halves() {
      for bits in UInt16.min...UInt16.max {
        let (value, expected) = (HDF5Number.half(bits), Float(Float16(bitPattern: bits)))
        #expect(value == expected && value.sign == expected.sign || value.isNaN && expected.isNaN)
      }
    }
  #endif

  @Test("the runs of all chunks cover every element once", arguments: [UInt64](0..<40))
  func runs(seed: UInt64) throws {
    var random = RandomSource(seed: seed)
    let rank = random.integer(below: 5)
    let sizes = (0..<rank).map { _ in 1 + random.integer(below: 7) }
    let chunk = (0..<rank).map { _ in 1 + random.integer(below: 9) }
    let grid = HDF5ChunkGrid(dimensions: sizes, maximum: sizes, chunk: chunk)
    let chunkCount = chunk.reduce(1, *)
    var seen = [Int](repeating: 0, count: sizes.reduce(1, *))
    for index in 0..<grid.count {
      try grid.eachRun(of: index) { from, to, count in
        #expect(from >= 0 && from + count <= chunkCount, "seed \(seed)")
        try #require(to >= 0 && to + count <= seen.count, "seed \(seed)")
        for element in to..<(to + count) { seen[element] += 1 }
      }
    }
    #expect(seen.allSatisfy { $0 == 1 }, "seed \(seed): \(sizes) in chunks of \(chunk)")
  }
}
