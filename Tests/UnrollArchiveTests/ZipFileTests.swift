import Testing
import UnrollArchive
import UnrollTensor

@Suite struct ZipFileTests {
  let workshop: Workshop

  init() throws { workshop = try Workshop() }

  /// A small archive of our own, to be damaged byte by byte.
  private func archive(_ members: [(String, [UInt8])], zip64Threshold: Int = .max) throws -> [UInt8]
  {
    try AtomicFile.write(to: workshop.path("w.zip")) { file in
      var writer = ZipWriter(to: file, zip64Threshold: min(zip64Threshold, 0xFFFF_FFFF))
      for (name, data) in members { try writer.add(name: name, data: data, alignment: 1) }
      try writer.finish()
    }
    return try workshop.read("w.zip")
  }

  private func open(_ bytes: [UInt8], _ limits: ArchiveLimits = .standard) throws -> ZipFile {
    try ZipFile(FileBytes(bytes), name: "x.zip", limits: limits)
  }

  private func failure(
    _ bytes: [UInt8], reading name: String? = nil, limits: ArchiveLimits = .standard
  ) throws -> UnrollError {
    try #require(throws: UnrollError.self) {
      let zip = try open(bytes, limits)
      for member in zip.members where name == nil || name == member.name {
        _ = try zip.read(member.name)
      }
    }
  }

  /// Offsets of a signature in the archive.
  private func offsets(_ kind: UInt8, _ version: UInt8, in bytes: [UInt8]) -> [Int] {
    let signature: [UInt8] = [0x50, 0x4B, kind, version]
    return (0..<(bytes.count - 3)).filter { bytes[$0..<($0 + 4)].elementsEqual(signature) }
  }

  private func patch<Number: FixedWidthInteger>(
    _ bytes: [UInt8], at offset: Int, _ value: Number
  ) -> [UInt8] {
    var copy = bytes
    withUnsafeBytes(of: value.littleEndian) { field in
      for (index, byte) in field.enumerated() { copy[offset + index] = byte }
    }
    return copy
  }

  @Test(
    "members that the real zip deflated and stored are read by name",
    .enabled("zip is installed") { Workshop.has("zip") })
  func realZip() throws {
    let text = Array(String(repeating: "the same words again ", count: 5000).utf8)
    try workshop.write("text", text)
    try workshop.write("noise", noise(5000, seed: 1))
    try workshop.shell("zip -q t.zip text noise")
    let zip = try ZipFile(path: workshop.path("t.zip"))
    #expect(zip.member("text")?.isStored == false)
    #expect(zip.member("text")?.size == text.count)
    #expect(try zip.read("noise").toArray() == noise(5000, seed: 1))
    #expect(try zip.read("text").toArray() == text)
    #expect(zip.member("absent") == nil)
    let error = try #require(throws: UnrollError.self) { try zip.read("absent") }
    #expect(error.code == .notFound && error.path == [workshop.path("t.zip"), "absent"])
  }

  @Test("a comment after the directory, even one that looks like a directory, is no obstacle")
  func comment() throws {
    let bytes = try archive([("a", [1, 2, 3])])
    let comment: [UInt8] = [0x50, 0x4B, 5, 6] + [UInt8](repeating: 9, count: 40)
    let commented = patch(bytes, at: bytes.count - 2, UInt16(comment.count)) + comment
    #expect(try open(commented).read("a").toArray() == [1, 2, 3])
  }

  @Test("a cut archive is an error at every length")
  func truncated() throws {
    let bytes = try archive([("a", [1, 2, 3]), ("b", noise(50, seed: 2))])
    for length in 0..<bytes.count {
      let error = try failure(Array(bytes.prefix(length)))
      #expect(error.code == .corruptFile && error.path.first == "x.zip", "cut at \(length)")
    }
  }

  @Test("no changed byte is able to crash, hang or pass as other data", arguments: [0, Int.max])
  func everyByteChanged(zip64Threshold: Int) throws {
    let members = [("a.txt", noise(40, seed: 3)), ("b.txt", noise(60, seed: 4))]
    let bytes = try archive(members, zip64Threshold: zip64Threshold)
    let limits = ArchiveLimits(bytesPerEntry: 1 << 20, totalBytes: 1 << 20, entries: 100)
    for index in bytes.indices {
      for value in [0, 1, 0x7F, 0x80, 0xFF] as [UInt8] {
        var changed = bytes
        changed[index] = value
        guard let zip = try? open(changed, limits) else { continue }
        for member in zip.members {
          guard let data = try? zip.read(member.name) else { continue }
          #expect(members.contains { $0.1 == data.toArray() } || data.count == 0, "byte \(index)")
        }
      }
    }
  }

  @Test("data that does not match its checksum is refused, unless the caller waives it")
  func checksum() throws {
    var bytes = try archive([("a", noise(50, seed: 5))])
    bytes[31 + 10] ^= 1
    let error = try failure(bytes)
    #expect(error.message.contains("checksum") && error.path == ["x.zip", "a"])
    #expect(try open(bytes).read("a", verifyingChecksum: false).count == 50)
  }

  @Test("two members of one name are refused")
  func duplicates() throws {
    var bytes = try archive([("aa", [1]), ("ab", [2])])
    for offset in bytes.indices.dropLast() where bytes[offset...].starts(with: Array("ab".utf8)) {
      bytes[offset + 1] = UInt8(ascii: "a")
    }
    let error = try failure(bytes)
    #expect(error.message == "the zip archive has two members of one name")
    #expect(error.path == ["x.zip", "aa"])
  }

  @Test("members that share their data are refused")
  func overlapping() throws {
    let bytes = try archive([("a", noise(50, seed: 6)), ("b", noise(50, seed: 7))])
    let central = offsets(1, 2, in: bytes)
    let error = try failure(patch(bytes, at: central[1] + 42, UInt32(0)))
    #expect(error.code == .corruptFile && error.message.contains("overlaps"))
    let beyond = try failure(patch(bytes, at: central[1] + 20, UInt32(5000)))
    #expect(beyond.message.contains("overlaps"))
  }

  @Test("encrypted members and unknown methods are refused by name")
  func unsupported() throws {
    let bytes = try archive([("a", [1, 2, 3])])
    let central = offsets(1, 2, in: bytes)[0]
    let encrypted = try failure(patch(bytes, at: central + 8, UInt16(1)))
    #expect(encrypted.code == .unsupported && encrypted.message.contains("encrypted"))
    let method = try failure(patch(bytes, at: central + 10, UInt16(12)))
    #expect(method.code == .unsupported && method.found == "method 12")
    #expect(method.path == ["x.zip", "a"])
  }

  @Test("sizes that lie are refused before memory is reserved")
  func lyingSizes() throws {
    try workshop.write("zeros", [UInt8](repeating: 0, count: 100_000))
    try workshop.shell("zip -q t.zip zeros")
    let bytes = try workshop.read("t.zip")
    let central = offsets(1, 2, in: bytes)[0]
    func lie(_ size: UInt32) -> [UInt8] {
      // Both headers tell the same lie, so that only the data can contradict.
      patch(patch(bytes, at: central + 24, size), at: 22, size)
    }
    #expect(try open(bytes).read("zeros").count == 100_000)
    #expect(try failure(lie(99_999)).found == "more")
    #expect(try failure(lie(100_001)).found == "100000 bytes")
    #expect(try failure(lie(3_000_000_000)).message.contains("cannot be true"))
    #expect(
      try failure(patch(bytes, at: central + 24, UInt32(99_999))).message.contains("contradicts"))
    let stored = try archive([("a", [1, 2, 3])])
    let entry = offsets(1, 2, in: stored)[0]
    #expect(
      try failure(patch(stored, at: entry + 24, UInt32(9))).message.contains("cannot be true"))
  }

  @Test("bytes between the end of the compressed data and the next member are refused")
  func trailingBytes() throws {
    let text = Array(String(repeating: "abc def ", count: 1000).utf8)
    try workshop.write("text", text)
    try workshop.shell("zip -q -X t.zip text")
    let bytes = try workshop.read("t.zip")
    let (central, end) = (offsets(1, 2, in: bytes)[0], bytes.count - 22)
    let size = UInt32(central - 34)
    var longer = patch(patch(bytes, at: 18, size + 3), at: central + 20, size + 3)
    longer = patch(longer, at: end + 16, UInt32(central + 3))
    longer.insert(contentsOf: [1, 2, 3], at: central)
    #expect(try failure(longer).message.contains("does not have the size"))
    #expect(try open(bytes).read("text").toArray() == text)
  }

  @Test("a local header of another name is refused")
  func localName() throws {
    var bytes = try archive([("a", [1, 2, 3])])
    bytes[30] = UInt8(ascii: "b")
    #expect(try failure(bytes).message.contains("contradicts"))
  }

  @Test("budgets hold before anything is inflated")
  func limits() throws {
    try workshop.write("zeros", [UInt8](repeating: 0, count: 1_000_000))
    try workshop.shell("zip -q t.zip zeros")
    let bytes = try workshop.read("t.zip")
    let entry = try failure(bytes, limits: ArchiveLimits(bytesPerEntry: 999_999))
    #expect(entry.code == .limitExceeded && entry.path == ["x.zip", "zeros"])
    let total = try failure(bytes, limits: ArchiveLimits(totalBytes: 999_999))
    #expect(total.code == .limitExceeded && total.path.first == "x.zip")
    #expect(try failure(bytes, limits: ArchiveLimits(entries: 0)).code == .limitExceeded)
  }

  @Test("a directory that claims more entries than it has room for is refused")
  func claimedEntries() throws {
    let bytes = try archive([("a", [1])])
    let end = bytes.count - 22
    let claimed = patch(patch(bytes, at: end + 8, UInt16(60_000)), at: end + 10, UInt16(60_000))
    #expect(try failure(claimed).message.contains("too small"))
  }

  @Test("damaged deflate data is refused")
  func damagedDeflate() throws {
    try workshop.write("text", text: String(repeating: "abc def ", count: 1000))
    try workshop.shell("zip -q t.zip text")
    let bytes = try workshop.read("t.zip")
    let start = 30 + 4 + Int(bytes[28]) + Int(bytes[29]) << 8
    var refusals = 0
    for index in start..<(start + 20) {
      var changed = bytes
      changed[index] ^= 0xFF
      let error = try failure(changed)
      #expect(error.code == .corruptFile && error.path == ["x.zip", "text"])
      refusals += 1
    }
    #expect(refusals == 20)
  }

  @Test(
    "symbolic links and folders have no data", .enabled("zip is installed") { Workshop.has("zip") })
  func links() throws {
    try workshop.shell("mkdir d; ln -s /etc/passwd d/link; zip -q -r -y t.zip d")
    let zip = try ZipFile(path: workshop.path("t.zip"))
    #expect(zip.members.map(\.kind) == [.directory, .symbolicLink])
    let error = try #require(throws: UnrollError.self) { try zip.read("d/link") }
    #expect(error.code == .unsupported && error.found == "a symbolic link")
  }

  @Test("slices and single bytes of file bytes are those of the file")
  func fileBytes() throws {
    let bytes = noise(10_000, seed: 8)
    let mapped = try FileBytes(mapping: workshop.write("m", bytes))
    #expect(mapped.isMapped && mapped.count == bytes.count && mapped.toArray() == bytes)
    #expect(mapped[77] == bytes[77])
    #expect(mapped[100..<200][10..<20].toArray() == Array(bytes[110..<120]))
    #expect(try FileBytes(mapping: workshop.write("e", [])).count == 0)
    #expect(throws: UnrollError.self) { try FileBytes(mapping: workshop.path("absent")) }
  }
}
