import Testing
import UnrollArchive
import UnrollTensor

@Suite(.enabled("tar, gzip and zip are installed") { Workshop.has("tar", "gzip", "zip") })
struct ArchiveReaderTests {
  let workshop: Workshop
  let long = "d/" + String(repeating: "long", count: 45) + ".txt"

  init() throws {
    workshop = try Workshop()
    try workshop.write("in/a.txt", text: "alpha")
    try workshop.write("in/empty.txt", text: "")
    try workshop.write("in/d/größe ü.txt", text: "Größe")
    try workshop.write("in/" + long, noise(300_000, seed: 9))
    try workshop.shell("ln -s a.txt in/link; ln -s /etc/passwd in/d/out; ln in/a.txt in/zhard")
  }

  private func contents(_ name: String) throws -> [String: [UInt8]] {
    let reader = try ArchiveReader(path: workshop.path(name))
    var found: [String: [UInt8]] = [:]
    while let entry = try reader.nextFile() {
      found[entry.path] = try reader.readData()
      #expect(found[entry.path]?.count == entry.size)
    }
    #expect(try reader.next() == nil)
    #expect(reader.fileBytesRead == reader.fileSize)
    return found
  }

  private func failure(_ name: String, limits: ArchiveLimits = .standard) throws -> UnrollError {
    try #require(throws: UnrollError.self) {
      let reader = try ArchiveReader(path: workshop.path(name), limits: limits)
      while try reader.nextFile() != nil { _ = try reader.readData() }
    }
  }

  private func checkTree(_ found: [String: [UInt8]], hardLinks: Bool) throws {
    #expect(found["in/a.txt"] == Array("alpha".utf8) || found["in/zhard"] == Array("alpha".utf8))
    #expect(found["in/empty.txt"] == [])
    #expect(found["in/d/größe ü.txt"] == Array("Größe".utf8))
    #expect(try found["in/" + long] == workshop.read("in/" + long))
    #expect(found["in/link"] == nil && found["in/d/out"] == nil)
    #expect(found.count == (hardLinks ? 5 : 4))
  }

  @Test(
    "archives of the real tar give every regular file once and no link",
    arguments: ["ustar", "gnu", "pax"], ["tar", "tgz"])
  func tar(format: String, suffix: String) throws {
    // A name of 180 bytes without folders does not fit into ustar.
    let skip = format == "ustar" ? "--exclude='*long*'" : ""
    let compress = suffix == "tgz" ? "z" : ""
    try workshop.shell("tar --format=\(format) \(skip) -c\(compress)f t.\(suffix) in")
    var found = try contents("t.\(suffix)")
    if format == "ustar" { found["in/" + long] = try workshop.read("in/" + long) }
    try checkTree(found, hardLinks: false)
  }

  @Test("archives of the real zip give every regular file and no link", arguments: ["-0", "-9"])
  func zip(level: String) throws {
    try workshop.shell("zip -q -r -y \(level) t.zip in")
    try checkTree(contents("t.zip"), hardLinks: true)
  }

  @Test(
    "a zip that was written to a pipe, with sizes after the data, reads the same",
    .enabled("Python is installed") { Workshop.has("python3") })
  func streamedZip() throws {
    let script =
      "import sys, zipfile\n"
      + "with zipfile.ZipFile(sys.stdout.buffer, 'w', zipfile.ZIP_DEFLATED) as z:\n"
      + "    for name in sys.argv[1:]: z.write(name)\n"
    try workshop.write("stream.py", text: script)
    try workshop.shell("python3 stream.py in/a.txt in/empty.txt in/d/[gl]* in/zhard | cat > t.zip")
    try checkTree(contents("t.zip"), hardLinks: true)
  }

  @Test("kinds are told apart, and only files have data")
  func kinds() throws {
    try workshop.shell("mkfifo in/pipe; tar cf t.tar in/a.txt in/link in/zhard in/pipe in/d")
    let reader = try ArchiveReader(path: workshop.path("t.tar"))
    var kinds: [String: ArchiveEntryKind] = [:]
    while let entry = try reader.next() {
      kinds[entry.path] = entry.kind
      if entry.kind == .file { continue }
      #expect(entry.size == 0)
      #expect(throws: UnrollError.self) { try reader.readData() }
    }
    #expect(kinds["in/a.txt"] == .file)
    #expect(kinds["in/link"] == .symbolicLink)
    #expect(kinds["in/zhard"] == .hardLink)
    #expect(kinds["in/pipe"] == .other)
    #expect(kinds["in/d/"] == .directory)
  }

  @Test("entries that are not read are skipped")
  func skipping() throws {
    try workshop.shell("tar czf t.tgz in/\(long) in/a.txt")
    let reader = try ArchiveReader(path: workshop.path("t.tgz"))
    _ = try reader.next()
    #expect(try reader.next()?.path == "in/a.txt")
    #expect(try reader.readData() == Array("alpha".utf8))
  }

  @Test("names that climb or are absolute are text and touch nothing")
  func hostileNames() throws {
    let names = ["../../escape.txt", "/tmp/unroll-absolute.txt"]
    try workshop.shell(
      "tar -P --transform='s|in/a.txt|\(names[0])|' --transform='s|in/empty.txt|\(names[1])|'"
        + " -cf t.tar in/a.txt in/empty.txt")
    let before = try workshop.names()
    #expect(try Set(contents("t.tar").keys) == Set(names))
    #expect(try workshop.names() == before)
  }

  @Test("a sparse file counts with its holes")
  func sparse() throws {
    try workshop.shell("truncate -s 5M in/hole; printf x >> in/hole; tar -S -czf t.tgz in/hole")
    #expect(try contents("t.tgz")["in/hole"]?.count == 5 << 20 | 1)
    let error = try failure("t.tgz", limits: ArchiveLimits(bytesPerEntry: 1 << 20))
    #expect(error.code == .limitExceeded)
    #expect(error.path == [workshop.path("t.tgz"), "in/hole"])
  }

  @Test("an archive that is cut is an error that names the file", arguments: ["tar", "tgz", "zip"])
  func truncated(suffix: String) throws {
    try workshop.shell("rm -r in/d; tar cf w.tar in; tar czf w.tgz in; zip -q -r w.zip in")
    let whole = try workshop.read("w.\(suffix)")
    // The tail of a tar is padding: everything up to the end mark must be there.
    let needed =
      suffix == "tar" ? (whole.lastIndex { $0 != 0 } ?? 0) / 512 * 512 + 512 : whole.count
    for length in stride(from: 0, to: needed, by: suffix == "tar" ? 128 : 7) {
      try workshop.write("cut", whole.prefix(length))
      let error = try failure("cut")
      #expect(error.code == .corruptFile, "cut at \(length)")
      #expect(error.path.first == workshop.path("cut"), "cut at \(length)")
      #expect(error.path.count <= 2, "cut at \(length): \(error)")
    }
  }

  @Test("a file that is cut in the data of an entry is named with the entry")
  func truncatedInside() throws {
    try workshop.shell("tar cf w.tar in/\(long); head -c 100000 w.tar > cut.tar")
    let error = try failure("cut.tar")
    #expect(error.path == [workshop.path("cut.tar"), "in/" + long])
    try workshop.shell("gzip -c w.tar | head -c 100000 > cut.tgz")
    let compressed = try failure("cut.tgz")
    #expect(compressed.path == [workshop.path("cut.tgz"), "in/" + long])
    #expect(compressed.message == "the file ends in the middle of its compressed data")
  }

  @Test("damage in compressed data is noticed by the checksum, even after the last entry")
  func damaged() throws {
    try workshop.shell("tar cf w.tar in/a.txt; gzip -n w.tar")
    var bytes = try workshop.read("w.tar.gz")
    bytes[bytes.count - 7] ^= 1
    try workshop.write("bad.tgz", bytes)
    #expect(try failure("bad.tgz").path == [workshop.path("bad.tgz")])
  }

  @Test("a header with a wrong checksum is an error")
  func damagedHeader() throws {
    try workshop.shell("tar cf w.tar in/a.txt in/empty.txt")
    var bytes = try workshop.read("w.tar")
    bytes[1024 + 3] ^= 1
    try workshop.write("bad.tar", bytes)
    let error = try failure("bad.tar")
    #expect(error.code == .corruptFile)
    #expect(error.path == [workshop.path("bad.tar"), "after in/a.txt"])
  }

  @Test("the budgets for entries, entry bytes and all bytes hold", arguments: ["t.tgz", "t.zip"])
  func limits(name: String) throws {
    try workshop.shell("tar czf t.tgz in/a.txt in/\(long); zip -q t.zip in/a.txt in/\(long)")
    let entries = try failure(name, limits: ArchiveLimits(entries: 1))
    #expect(entries.code == .limitExceeded && entries.path == [workshop.path(name)])
    let entry = try failure(name, limits: ArchiveLimits(bytesPerEntry: 299_999))
    #expect(entry.code == .limitExceeded)
    #expect(entry.path == [workshop.path(name), "in/" + long])
    let total = try failure(name, limits: ArchiveLimits(totalBytes: 300_004))
    #expect(total.code == .limitExceeded && total.path.first == workshop.path(name))
    #expect(try contents(name).count == 2)
  }

  @Test("a bomb of a thousand megabytes ends at the limit")
  func bomb() throws {
    try workshop.shell(
      "truncate -s 200M in/bomb; tar --no-auto-compress -cf - in/bomb | gzip -1 > t.tgz")
    let limits = ArchiveLimits(totalBytes: 10 << 20)
    let reader = try ArchiveReader(path: workshop.path("t.tgz"), limits: limits)
    #expect(try reader.next()?.size == 200 << 20)
    let skipped = try #require(throws: UnrollError.self) { try reader.next() }
    #expect(skipped.code == .limitExceeded)
  }

  @Test("what is not an archive says so")
  func noArchive() throws {
    try workshop.write("text", text: String(repeating: "not an archive\n", count: 100))
    #expect(try failure("text").hint?.contains(".tar.gz") == true)
    try workshop.write("nothing", text: "")
    #expect(try failure("nothing").message == "the archive is empty")
    try workshop.write("t.tar.xz", [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00, 0x00])
    let xz = try failure("t.tar.xz")
    #expect(xz.code == .unsupported && xz.found == "xz")
  }
}
