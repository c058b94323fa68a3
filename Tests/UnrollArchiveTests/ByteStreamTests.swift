import Dispatch
import Synchronization
import Testing
import UnrollArchive
import UnrollTensor

@Suite struct ByteStreamTests {
  let workshop: Workshop

  init() throws { workshop = try Workshop() }

  private func readAll(_ path: String, by step: Int = 1 << 16) throws -> [UInt8] {
    let stream = try ByteStream(path: path)
    var result: [UInt8] = []
    while true {
      let chunk = try stream.read(upTo: step)
      if chunk.isEmpty { return result }
      result += chunk
    }
  }

  private func error(_ path: String, limits: ArchiveLimits = .standard) throws -> UnrollError {
    try #require(throws: UnrollError.self) {
      let stream = try ByteStream(path: path, limits: limits)
      while try !stream.read(upTo: 1 << 16).isEmpty {}
    }
  }

  @Test("a plain file reads as its bytes, whatever the step", arguments: [1, 7, 4096, 5_000_000])
  func plain(step: Int) throws {
    let bytes = noise(step == 1 ? 3000 : 1_300_000, seed: 1)
    let path = try workshop.write("plain", bytes)
    #expect(try readAll(path, by: step) == bytes)
  }

  @Test("an empty file is an empty stream")
  func empty() throws {
    #expect(try readAll(workshop.write("empty", [])) == [])
  }

  @Test("files of one and two bytes are plain", arguments: [[0x1F], [0x8B, 0x1F]] as [[UInt8]])
  func tiny(bytes: [UInt8]) throws {
    #expect(try readAll(workshop.write("tiny", bytes)) == bytes)
  }

  @Test("a gzip file reads as what was compressed", arguments: [1, 13, 65536, 3_000_000])
  func gzip(step: Int) throws {
    let bytes = noise(step == 1 ? 3000 : 700_000, seed: 2) + [UInt8](repeating: 7, count: 900_000)
    let expected = step == 1 ? Array(bytes.prefix(3000)) : bytes
    try workshop.write("data", expected)
    try workshop.shell("gzip -k data")
    let stream = try ByteStream(path: workshop.path("data.gz"))
    #expect(stream.isCompressed)
    #expect(try readAll(workshop.path("data.gz"), by: step) == expected)
  }

  @Test("compression is recognised by content, not by name")
  func misnamed() throws {
    try workshop.write("a.gz", text: "plain")
    try workshop.shell("printf packed | gzip > b.txt; printf '' | gzip > c.txt")
    #expect(try readAll(workshop.path("a.gz")) == Array("plain".utf8))
    #expect(try readAll(workshop.path("b.txt")) == Array("packed".utf8))
    #expect(try readAll(workshop.path("c.txt")) == [])
  }

  @Test("members of a gzip file read one after another, padding after them is ignored")
  func members() throws {
    try workshop.shell(
      "(printf one | gzip; printf '' | gzip; printf two | gzip; head -c 600000 /dev/zero) > m.gz")
    #expect(try readAll(workshop.path("m.gz")) == Array("onetwo".utf8))
  }

  @Test("a gzip file that is cut anywhere is an error that names the file")
  func truncated() throws {
    try workshop.write("data", noise(300, seed: 3))
    try workshop.shell("gzip -n data")
    let whole = try workshop.read("data.gz")
    for length in 2..<whole.count {
      let path = try workshop.write("cut.gz", whole.prefix(length))
      let error = try error(path)
      #expect(error.code == .corruptFile && error.path == [path], "cut at \(length)")
      #expect(error.message == "the file ends in the middle of its compressed data")
    }
  }

  @Test("a damaged gzip file is an error that names the file")
  func damaged() throws {
    try workshop.write("data", noise(3000, seed: 4))
    try workshop.shell("gzip -n data")
    let whole = try workshop.read("data.gz")
    // Noise is stored as it is, so that only the checksum can notice the change.
    for index in [20, 1500, whole.count - 6, whole.count - 2] {
      var bytes = whole
      bytes[index] ^= 0x10
      let path = try workshop.write("bad.gz", bytes)
      let error = try error(path)
      #expect(error.code == .corruptFile && error.path == [path], "changed at \(index)")
    }
  }

  @Test("other data after the compressed data is an error")
  func trailing() throws {
    try workshop.shell("(printf one | gzip; printf junk) > t.gz")
    #expect(try error(workshop.path("t.gz")).message.contains("after the end"))
  }

  @Test("a decompression bomb ends at the limit")
  func bomb() throws {
    try workshop.shell("head -c 30000000 /dev/zero | gzip > bomb.gz")
    let error = try error(workshop.path("bomb.gz"), limits: ArchiveLimits(totalBytes: 1_000_000))
    #expect(error.code == .limitExceeded)
    #expect(error.path == [workshop.path("bomb.gz")])
  }

  @Test("missing files and folders are named")
  func missing() throws {
    let absent = try error(workshop.path("absent"))
    #expect(absent.code == .notFound && absent.path == [workshop.path("absent")])
    let folder = try error(workshop.folder)
    #expect(folder.code == .io && folder.path == [workshop.folder])
  }

  @Test("a folder that is refused leaves the files of other threads open")
  func refusedFolders() throws {
    let path = try workshop.write("small", [1, 2, 3])
    let folder = workshop.folder
    let failures = Atomic(0)
    DispatchQueue.concurrentPerform(iterations: 4) { worker in
      for _ in 0..<3000 {
        if worker < 2 {
          _ = try? ByteStream(path: folder)
        } else if (try? ByteStream(path: path).read(upTo: 10)) != [1, 2, 3] {
          failures.add(1, ordering: .relaxed)
        }
      }
    }
    #expect(failures.load(ordering: .relaxed) == 0)
  }

  @Test("a buffer of the caller is filled to its end, and position and progress follow")
  func intoCallersMemory() throws {
    let values: [Float] = [1.5, -2, 3.25, 4]
    let bytes = values.withUnsafeBytes { Array($0) }
    try workshop.write("floats", bytes)
    try workshop.shell("gzip floats")
    let stream = try ByteStream(path: workshop.path("floats.gz"))
    var rows = [Float](repeating: 0, count: 3)
    var span = rows.mutableSpan
    var raw = span.mutableBytes
    #expect(try stream.read(into: &raw) == 12)
    #expect(rows == [1.5, -2, 3.25])
    #expect(stream.position == 12)
    #expect(try stream.read(upTo: 100).count == 4)
    #expect(try stream.read(upTo: 100) == [])
    #expect(stream.fileBytesRead == stream.fileSize)
  }

  @Test("a wish for more bytes than memory is met with the bytes there are")
  func hugeCount() throws {
    let path = try workshop.write("small", [1, 2, 3])
    #expect(try ByteStream(path: path).read(upTo: .max) == [1, 2, 3])
  }
}
