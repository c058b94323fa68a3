import Foundation
import Testing
import UnrollArchive
import UnrollTensor

@Suite struct AtomicFileTests {
  struct Interruption: Error {}

  let workshop: Workshop

  init() throws { workshop = try Workshop() }

  @Test("what was written is what is read, whatever the size of the pieces")
  func pieces() throws {
    let pieces = [noise(10, seed: 1), noise(200_000, seed: 2), [], noise(65_530, seed: 3), [1, 2]]
    let position = try AtomicFile.write(to: workshop.path("new")) { file in
      for piece in pieces { try file.write(piece) }
      try file.write("end")
      return file.position
    }
    let expected = pieces.flatMap(\.self) + Array("end".utf8)
    #expect(try workshop.read("new") == expected)
    #expect(position == expected.count)
    #expect(try workshop.names() == ["new"])
  }

  @Test("a thrown error leaves the old file and no temporary")
  func interrupted() throws {
    try workshop.write("file", text: "old")
    #expect(throws: Interruption.self) {
      try AtomicFile.write(to: workshop.path("file")) { file in
        try file.write(noise(300_000, seed: 4))
        #expect(try workshop.names().count == 2)
        throw Interruption()
      }
    }
    #expect(try workshop.read("file") == Array("old".utf8))
    #expect(try workshop.names() == ["file"])
  }

  @Test("replacing keeps permissions and the link that points to the file")
  func replaces() throws {
    try workshop.write("file", text: "old and longer")
    try workshop.shell("chmod 640 file; ln -s file link")
    try AtomicFile.write(to: workshop.path("link")) { try $0.write("new") }
    #expect(try workshop.read("file") == Array("new".utf8))
    let links = try workshop.shell("readlink link; stat -c %a file 2>/dev/null || stat -f %Lp file")
    #expect(links == "file\n640\n")
  }

  @Test("a folder that does not exist, a folder as target and a device are named")
  func refusals() throws {
    func failure(_ path: String) throws -> UnrollError {
      try #require(throws: UnrollError.self) { try AtomicFile.write(to: path) { _ in } }
    }
    let absent = try failure(workshop.path("absent/file"))
    #expect(absent.code == .notFound && absent.path == [workshop.path("absent/file")])
    #expect(absent.hint?.contains("folder") == true)
    #expect(try failure(workshop.folder).path == [workshop.folder])
    #expect(try failure("/dev/null").code == .io)
    #expect(try failure("").code == .io)
  }

  @Test(
    "a full disk is an error that says so",
    .enabled("the device that is always full exists") {
      FileManager.default.fileExists(atPath: "/dev/full")
    })
  func fullDisk() throws {
    let error = try #require(throws: UnrollError.self) {
      let file = try OutputFile(existing: "/dev/full")
      try file.write(noise(100_000, seed: 5))
      try file.flush()
    }
    #expect(error.code == .io && error.path == ["/dev/full"])
    #expect(error.hint?.contains("space") == true)
  }

  @Test("a pipe and a device are refused with what to do, a folder that vanished with its path")
  func odd() throws {
    try workshop.shell("mkfifo pipe")
    let pipe = try #require(throws: UnrollError.self) {
      try AtomicFile.write(to: workshop.path("pipe")) { _ in }
    }
    #expect(pipe.found == "a pipe" && pipe.hint?.contains("another file") == true)
    try workshop.shell("mkdir gone")
    let gone = try #require(throws: UnrollError.self) {
      try AtomicFile.write(to: workshop.path("gone/file")) { file in
        try file.write("content")
        try workshop.shell("rm -r gone")
      }
    }
    #expect(gone.path == [workshop.path("gone/file")] && gone.code == .notFound)
  }

  @Test("files that belong together are all new, or all old")
  func together() throws {
    try workshop.write("a", text: "old a")
    try AtomicFile.writeTogether([
      (workshop.path("a"), Array("new a".utf8)), (workshop.path("b"), Array("new b".utf8)),
    ])
    #expect(try workshop.read("a") == Array("new a".utf8))
    #expect(try workshop.read("b") == Array("new b".utf8))
    #expect(throws: UnrollError.self) {
      try AtomicFile.writeTogether([
        (workshop.path("a"), Array("newest".utf8)), (workshop.path("absent/b"), []),
      ])
    }
    #expect(throws: Interruption.self) {
      try AtomicFile.writeTogether([
        (workshop.path("a"), { try $0.write("newest") }),
        (workshop.path("b"), { _ in throw Interruption() }),
      ])
    }
    #expect(try workshop.read("a") == Array("new a".utf8))
    #expect(try workshop.names() == ["a", "b"])
  }

  @Test("what a dead program left is removed, what a living one writes is not")
  func stale() throws {
    try workshop.write(".unroll-dead.tmp", text: "half")
    try workshop.write(".unroll-other.keep", text: "somebody's")
    try workshop.shell("ln -s /etc/hosts .unroll-link.tmp; mkfifo .unroll-pipe.tmp")
    try AtomicFile.write(to: workshop.path("first")) { first in
      try first.write("1")
      try AtomicFile.write(to: workshop.path("second")) { try $0.write("2") }
      #expect(try workshop.names().filter { $0.hasSuffix(".tmp") }.count == 3)
    }
    #expect(
      try workshop.names()
        == [".unroll-link.tmp", ".unroll-other.keep", ".unroll-pipe.tmp", "first", "second"])
  }

  @Test("a small file is out of the reach of others once it is open")
  func cutShort() throws {
    let path = try workshop.write("small", noise(100_000, seed: 6))
    let bytes = try FileBytes(mapping: path)
    try workshop.shell("truncate -s 0 small")
    #expect(bytes.toArray() == noise(100_000, seed: 6))
  }
}
