import Testing
import UnrollArchive
import UnrollTensor

@Suite struct ZipWriterTests {
  let workshop: Workshop
  let members: [(name: String, data: [UInt8], alignment: Int)] = [
    ("config.json", Array("{}".utf8), 64), ("empty", [], 64),
    ("a/b/größe.bin", noise(1001, seed: 1), 64),
    ("page", noise(5000, seed: 2), 4096), ("loose", noise(3, seed: 3), 1),
    ("last", noise(70_000, seed: 4), 512),
  ]

  init() throws { workshop = try Workshop() }

  private func write(_ name: String, prefix: Int = 0, zip64Threshold: Int = 0xFFFF_FFFF) throws {
    try AtomicFile.write(to: workshop.path(name)) { file in
      try file.write([UInt8](repeating: 0, count: prefix))
      var writer = ZipWriter(to: file, zip64Threshold: zip64Threshold)
      for member in members {
        try writer.add(name: member.name, data: member.data, alignment: member.alignment)
      }
      try writer.finish()
    }
  }

  /// Thresholds below which no, some and all members are written as zip64.
  static let thresholds = [0xFFFF_FFFF, 6000, 0]

  @Test("what was written is what is read", arguments: thresholds)
  func roundTrip(threshold: Int) throws {
    try write("z.zip", zip64Threshold: threshold)
    let zip = try ZipFile(path: workshop.path("z.zip"))
    #expect(zip.members.map(\.name) == members.map(\.name))
    for member in members {
      let data = try zip.read(member.name)
      #expect(data.toArray().elementsEqual(member.data))
      #expect(data.isMapped)
    }
  }

  @Test("data is aligned in the file, also in zip64", arguments: thresholds)
  func aligned(threshold: Int) throws {
    try write("z.zip", zip64Threshold: threshold)
    let bytes = try workshop.read("z.zip")
    for member in members where member.data.count > 100 {
      let offset = try #require(
        stride(from: 0, to: bytes.count - member.data.count, by: member.alignment).first {
          bytes[$0..<($0 + member.data.count)].elementsEqual(member.data)
        })
      #expect(offset > 0, "\(member.name) lies at \(offset)")
    }
  }

  @Test(
    "Python opens it, checks every checksum, and finds members of plain attributes",
    .enabled("Python is installed") { Workshop.has("python3") }, arguments: thresholds)
  func python(threshold: Int) throws {
    try write("z.zip", zip64Threshold: threshold)
    let script = """
      import sys, zipfile
      with zipfile.ZipFile("z.zip") as z:
          assert z.testzip() is None
          for i in z.infolist():
              assert i.compress_type == zipfile.ZIP_STORED and i.date_time == (1980, 1, 1, 0, 0, 0)
              assert i.external_attr >> 16 == 0o100644, oct(i.external_attr)
              data = z.read(i)
              sys.stdout.buffer.write(f"{i.filename} {len(data)} {sum(data)}\\n".encode())
      """
    try workshop.write("check.py", text: script)
    let expected = members.map { member in
      "\(member.name) \(member.data.count) \(member.data.reduce(0) { $0 + Int($1) })\n"
    }
    #expect(try workshop.shell("python3 check.py") == expected.joined())
  }

  @Test(
    "unzip finds no fault in it", .enabled("unzip is installed") { Workshop.has("unzip") },
    arguments: thresholds)
  func unzip(threshold: Int) throws {
    try write("z.zip", zip64Threshold: threshold)
    #expect(try workshop.shell("unzip -t z.zip").contains("No errors detected"))
  }

  @Test(
    "libarchive reads it, from a file and from a pipe", arguments: thresholds)
  func libarchive(threshold: Int) throws {
    try write("z.zip", zip64Threshold: threshold)
    for isSeekable in [true, false] {
      let found = try LibarchiveProbe.files(workshop.path("z.zip"), isSeekable: isSeekable)
      #expect(found.count == members.count)
      #expect(zip(found, members).allSatisfy { $0.name == nil || $0.name == $1.name })
      #expect(zip(found, members).allSatisfy { $0.data == $1.data })
    }
  }

  @Test("the same members give the same bytes")
  func deterministic() throws {
    try write("one.zip")
    try write("two.zip")
    #expect(try workshop.read("one.zip") == workshop.read("two.zip"))
  }

  @Test("names that could leave a folder, and names used twice, are refused")
  func names() throws {
    try AtomicFile.write(to: workshop.path("z.zip")) { file in
      var writer = ZipWriter(to: file)
      try writer.add(name: "a", data: [1])
      for name in ["", "/a", "../a", "a/../b", "a//b", "a/", "./a", "a\0b", "a"] {
        let error = try #require(throws: UnrollError.self) { try writer.add(name: name, data: [2]) }
        #expect(error.code == .invalidInput && error.path == [name])
      }
      try writer.finish()
    }
    #expect(try ZipFile(path: workshop.path("z.zip")).members.map(\.name) == ["a"])
  }

  @Test("an archive without members is an archive")
  func empty() throws {
    try AtomicFile.write(to: workshop.path("z.zip")) { try ZipWriter(to: $0).finish() }
    #expect(try ZipFile(path: workshop.path("z.zip")).members.isEmpty)
    #expect(try ArchiveReader(path: workshop.path("z.zip")).next() == nil)
  }

  @Test("70 000 members need zip64, and are found")
  func manyMembers() throws {
    try AtomicFile.write(to: workshop.path("z.zip")) { file in
      var writer = ZipWriter(to: file)
      for index in 0..<70_000 { try writer.add(name: "\(index)", data: [UInt8(index & 0xFF)]) }
      try writer.finish()
    }
    let zip = try ZipFile(path: workshop.path("z.zip"))
    #expect(zip.members.count == 70_000)
    #expect(try zip.read("69999").toArray() == [UInt8(69_999 & 0xFF)])
    let limits = ArchiveLimits(entries: 69_999)
    #expect(throws: UnrollError.self) { try ZipFile(path: workshop.path("z.zip"), limits: limits) }
  }
}
