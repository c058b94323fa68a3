import Testing
import UnrollArchive
import UnrollTensor

@Suite("Reading ahead")
struct ReadAheadTests {
  let workshop: Workshop

  init() throws { workshop = try Workshop() }

  private func readAll(_ path: String, blockSize: Int) throws -> [UInt8] {
    let reader = ReadAhead(try ByteStream(path: path), blockSize: blockSize)
    var block: ReadAhead.Block?
    var bytes: [UInt8] = []
    while try reader.next(&block) { block?.append(to: &bytes) }
    #expect(try !reader.next(&block), "the end stays the end")
    return bytes
  }

  @Test("gives the stream in order, whatever the size of blocks", arguments: [1, 1000, 65536])
  func order(blockSize: Int) throws {
    let bytes = noise(blockSize == 1 ? 2000 : 700_000, seed: 1)
    try workshop.write("data", bytes)
    try workshop.shell("gzip -k data; : > empty")
    #expect(try readAll(workshop.path("data"), blockSize: blockSize) == bytes)
    #expect(try readAll(workshop.path("data.gz"), blockSize: blockSize) == bytes)
    #expect(try readAll(workshop.path("empty"), blockSize: blockSize) == [])
  }

  @Test("an error comes after the data before it, and stays")
  func error() throws {
    let bytes = noise(300_000, seed: 2)
    try workshop.write("data", bytes)
    try workshop.shell("gzip -n data")
    let cut = try workshop.write("cut.gz", workshop.read("data.gz").dropLast(1000))
    let reader = ReadAhead(try ByteStream(path: cut), blockSize: 10_000)
    var block: ReadAhead.Block?
    var found: [UInt8] = []
    let first = #expect(throws: UnrollError.self) {
      while try reader.next(&block) { block?.append(to: &found) }
    }
    #expect(first?.code == .corruptFile && first?.path == [cut])
    #expect(found.count > 200_000 && bytes.starts(with: found))
    #expect(throws: UnrollError.self) { try reader.next(&block) }
  }

  @Test("a reader may go before the stream ends")
  func abandoned() throws {
    try workshop.shell("head -c 20000000 /dev/zero | gzip > zeros.gz")
    for count in 0..<30 {
      let reader = ReadAhead(try ByteStream(path: workshop.path("zeros.gz")), blockSize: 4096)
      var block: ReadAhead.Block?
      for _ in 0..<count { #expect(try reader.next(&block)) }
    }
  }
}
