import Testing
import UnrollTensor

@testable import UnrollArchive

@Suite("Tar headers that lie about sizes")
struct TarSizeTests {
  /// A header block whose size field holds these bytes.
  private static func header(_ name: String, size: [UInt8], kind: UInt8) -> [UInt8] {
    var block = [UInt8](repeating: 0, count: 512)
    func put(_ bytes: [UInt8], at offset: Int) {
      block.replaceSubrange(offset..<(offset + bytes.count), with: bytes)
    }
    put(Array(name.utf8), at: 0)
    put(Array("0000644\u{0}0000000\u{0}0000000\u{0}".utf8), at: 100)
    put(size, at: 124)
    put(Array("00000000000\u{0}".utf8), at: 136)
    put(Array("        ".utf8), at: 148)
    put([kind], at: 156)
    put(Array("ustar\u{0}00".utf8), at: 257)
    let sum = String(block.reduce(0) { $0 + Int($1) }, radix: 8)
    put(Array((String(repeating: "0", count: 6 - sum.count) + sum + "\u{0} ").utf8), at: 148)
    return block
  }

  private static let sizes: [[UInt8]] = [
    Array("77777777777\u{0}".utf8), Array("777777777777".utf8), Array("-0000000001\u{0}".utf8),
    [0x80] + [UInt8](repeating: 0xFF, count: 11), [0xFF] + [UInt8](repeating: 0xFF, count: 11),
    [0x80, 0, 0, 0, 0x7F] + [UInt8](repeating: 0xFF, count: 7),
    [0x80, 0, 0, 0, 0x80] + [UInt8](repeating: 0, count: 7), Array("99999999999\u{0}".utf8),
  ]

  @Test("no size makes a reader take memory, trap or pass as data", arguments: sizes)
  func lies(size: [UInt8]) throws {
    for kind in [UInt8(ascii: "0"), UInt8(ascii: "S"), UInt8(ascii: "x"), UInt8(ascii: "L")] {
      let bytes =
        Self.header("train/pos/1.txt", size: size, kind: kind)
        + [UInt8](repeating: 0x61, count: 512) + [UInt8](repeating: 0, count: 1024)
      var limits = ArchiveLimits()
      limits.bytesPerEntry = 1 << 20
      do {
        let reader = try ArchiveReader(FileBytes(bytes), name: "t.tar", limits: limits)
        while let entry = try reader.nextFile() {
          #expect(entry.size >= 0)
          #expect(try reader.readData().count <= 1 << 20)
        }
      } catch let error as UnrollError {
        #expect([.corruptFile, .limitExceeded].contains(error.code), "\(error)")
      }
    }
  }

  @Test("an entry that states more than the archive holds is cut short, and says so")
  func cutShort() throws {
    let bytes =
      Self.header("a", size: Array("00000010000\u{0}".utf8), kind: UInt8(ascii: "0"))
      + [UInt8](repeating: 0x61, count: 512)
    let reader = try ArchiveReader(FileBytes(bytes), name: "t.tar")
    #expect(try reader.nextFile()?.size == 4096)
    #expect(throws: UnrollError.self) { try reader.readData() }
  }

  @Test("more entries than the limit allows are refused, also those without data")
  func entries() throws {
    let block = Self.header("d/", size: Array("00000000000\u{0}".utf8), kind: UInt8(ascii: "5"))
    let bytes = (0..<100).flatMap { _ in block } + [UInt8](repeating: 0, count: 1024)
    let reader = try ArchiveReader(
      FileBytes(bytes), name: "t.tar", limits: ArchiveLimits(entries: 50))
    let error = #expect(throws: UnrollError.self) { while try reader.next() != nil {} }
    #expect(error?.code == .limitExceeded)
  }
}
