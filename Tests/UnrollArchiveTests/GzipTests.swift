import Testing
import UnrollArchive
import UnrollTensor

@Suite("The wrapper of gzip")
struct GzipTests {
  let workshop: Workshop
  /// "unroll" deflated as a stored block, and the trailer that belongs to it.
  static let body: [UInt8] = [1, 6, 0, 249, 255] + Array("unroll".utf8)
  static let trailer: [UInt8] = [0x2F, 0x19, 0xDE, 0xC3, 6, 0, 0, 0]

  init() throws { workshop = try Workshop() }

  private func header(flags: UInt8, _ rest: [UInt8] = []) -> [UInt8] {
    [0x1F, 0x8B, 8, flags, 1, 2, 3, 4, 0, 3] + rest
  }

  private func read(_ bytes: [UInt8]) throws -> String {
    let path = try workshop.write("file.gz", bytes)
    return String(decoding: try ByteStream(path: path).read(upTo: 100), as: UTF8.self)
  }

  @Test("a plain header, and the file that gzip itself makes of the same")
  func plain() throws {
    #expect(try read(header(flags: 0) + Self.body + Self.trailer) == "unroll")
    try workshop.shell("printf unroll | gzip -1 > other.gz")
    #expect(try workshop.read("other.gz").suffix(8) == Self.trailer[...])
  }

  @Test("extra fields, a name, a comment and a checksum of the header are passed over")
  func fields() throws {
    let extra: [UInt8] = [3, 0, 9, 0, 9]
    let (name, comment) = (Array("a name\0".utf8), Array("said\0".utf8))
    for (flags, rest) in [
      (0x04, extra), (0x08, name), (0x10, comment), (0x04, [0, 0]), (0x01, []),
      (0x1C, extra + name + comment), (0x18, [0, 0]),
    ] as [(UInt8, [UInt8])] {
      let file = header(flags: flags, rest) + Self.body + Self.trailer
      #expect(try read(file) == "unroll", "flags \(flags)")
    }
  }

  @Test("the checksum of a header is verified")
  func headerChecksum() throws {
    // zlib.crc32(header) & 0xffff of Python for flags 2.
    let good = header(flags: 2, [0x50, 0xF0])
    #expect(try read(good + Self.body + Self.trailer) == "unroll")
    #expect(throws: UnrollError.self) {
      try read(header(flags: 2, [0x50, 0xF1]) + Self.body + Self.trailer)
    }
  }

  @Test("another method, reserved flags, a wrong checksum or length are errors")
  func refused() throws {
    var (method, flags, checksum, length) = (
      header(flags: 0), header(flags: 0x20), Self.trailer, Self.trailer
    )
    method[2] = 7
    checksum[3] ^= 1
    length[7] ^= 1
    for file in [
      method + Self.body + Self.trailer, flags + Self.body + Self.trailer,
      header(flags: 0) + Self.body + checksum, header(flags: 0) + Self.body + length,
    ] {
      let error = try #require(throws: UnrollError.self) { try read(file) }
      #expect(error.code == .corruptFile && error.path == [workshop.path("file.gz")])
    }
    flags[3] = 0
    #expect(try read(flags + Self.body + Self.trailer) == "unroll")
  }
}
