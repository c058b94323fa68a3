import Testing
import UnrollArchive
import UnrollTensor
import UnrollText

@Suite(
  .enabled("tar, gzip and zip are installed") { LabeledTextWorkshop.has("tar", "gzip", "zip") })
struct LabeledTextArchiveTests {
  let workshop: LabeledTextWorkshop

  init() throws {
    workshop = try LabeledTextWorkshop()
    let texts = [
      "train/pos/b_9.txt": "good b", "train/pos/a_10.txt": "good a", "train/neg/c_1.txt": "bad c",
      "test/pos/d_8.txt": "fine d", "test/neg/e_2.txt": "poor e", "train/unsup/f_0.txt": "unsure",
      "train/urls_pos.txt": "http", "README": "read me", "train/pos/.hidden": "hidden",
      "__MACOSX/train/pos/._a_10.txt": "\u{0}resource",
    ]
    for (name, text) in texts { try workshop.write("set/" + name, text: text) }
  }

  private func texts(_ texts: LabeledTexts?) -> [String] {
    (texts ?? LabeledTexts()).map { "\($0.name)=\($0.label):\($0.text)" }
  }

  @Test("a folder is read pos first, then neg, each by name, and all else is passed over")
  func folder() throws {
    let data = try LabeledTextArchive(contentsOf: workshop.path("set"))
    #expect(data.labels == ["negative", "positive"])
    #expect(
      texts(data.train) == [
        "train/pos/a_10.txt=1:good a", "train/pos/b_9.txt=1:good b", "train/neg/c_1.txt=0:bad c",
      ])
    #expect(texts(data.test) == ["test/pos/d_8.txt=1:fine d", "test/neg/e_2.txt=0:poor e"])
    #expect(data.train.labels == [1, 1, 0])
    #expect(data.train.count(ofLabel: 1) == 2 && data.train.byteCount == 17)
  }

  @Test(
    "an archive is read in its own order, whatever its kind",
    arguments: [
      "tar czf x.tar.gz", "tar czf x.tgz", "tar cf x.tar", "zip -q x.zip", "tar czf x.bin",
    ])
  func archive(command: String) throws {
    let order = [
      "README", "test/neg/e_2.txt", "train/pos/b_9.txt", "train/unsup/f_0.txt", "train/pos/.hidden",
      "__MACOSX/train/pos/._a_10.txt", "train/neg/c_1.txt", "train/urls_pos.txt",
      "train/pos/a_10.txt", "test/pos/d_8.txt",
    ].map { "set/" + $0 }
    try workshop.shell("\(command) \(order.joined(separator: " "))")
    let name = String(command.split(separator: " ").last ?? "")
    let data = try LabeledTextArchive(contentsOf: workshop.path(name))
    #expect(
      texts(data.train) == [
        "set/train/pos/b_9.txt=1:good b", "set/train/neg/c_1.txt=0:bad c",
        "set/train/pos/a_10.txt=1:good a",
      ])
    #expect(texts(data.test) == ["set/test/neg/e_2.txt=0:poor e", "set/test/pos/d_8.txt=1:fine d"])
  }

  @Test("only the splits that are asked for are kept", arguments: ["set", "set.tgz"])
  func splits(name: String) throws {
    try workshop.shell("tar czf set.tgz set")
    var options = LabeledTextArchive.Options()
    options.splits = [.train]
    let train = try LabeledTextArchive(contentsOf: workshop.path(name), options: options)
    #expect(train.train.count == 3 && train.test == nil)
    options.splits = [.test]
    let test = try LabeledTextArchive(contentsOf: workshop.path(name), options: options)
    #expect(test.train.isEmpty && test.test?.count == 2)
  }

  @Test("folders pos and neg without a split are all to learn from", arguments: ["train", "t.zip"])
  func unsplit(name: String) throws {
    try workshop.shell("cp -r set/train train; cd train; zip -q -r ../t.zip pos neg")
    let data = try LabeledTextArchive(contentsOf: workshop.path(name))
    #expect(data.train.count == 3 && data.test == nil)
    var options = LabeledTextArchive.Options()
    options.splits = [.test]
    let error = try workshop.failure(name, options)
    #expect(error.code == .notFound && error.message == "there is no test split")
    #expect(error.hint?.contains("train split") == true)
  }

  @Test(
    "texts outside of the splits do not count where there are splits", arguments: ["m", "m.tar"])
  func mixed(name: String) throws {
    try workshop.shell("cp -r set m; mkdir m/pos m/neg; echo x > m/pos/1; echo y > m/neg/2")
    try workshop.shell("tar cf m.tar m/pos m/train m/neg m/test")
    let data = try LabeledTextArchive(contentsOf: workshop.path(name))
    #expect(data.train.count == 3 && data.test?.count == 2)
  }

  @Test("data with a train split but no test split is whole")
  func noTest() throws {
    try workshop.shell("tar czf t.tgz set/train")
    #expect(try LabeledTextArchive(contentsOf: workshop.path("t.tgz")).test == nil)
    try workshop.shell("tar czf u.tgz set/test")
    #expect(try workshop.failure("u.tgz").message == "there is no train split")
  }

  @Test("text that is not UTF-8 is named with file, entry and offset", arguments: ["set", "t.tgz"])
  func notUTF8(name: String) throws {
    try workshop.write("set/train/pos/bad.txt", [0x67, 0xC3, 0xA9, 0x20, 0xE9, 0x20])
    try workshop.shell("cd set; tar czf ../t.tgz train")
    let error = try workshop.failure(name)
    #expect(error.path == [workshop.path(name), "train/pos/bad.txt"])
    #expect(error.message == "the text is not valid UTF-8")
    #expect(error.found?.hasSuffix("at byte 4") == true)
  }

  @Test("empty texts, byte order marks and line ends stay what they are")
  func oddTexts() throws {
    try workshop.write("o/pos/1.txt", text: "")
    try workshop.write("o/pos/2.txt", text: "\u{FEFF}marked")
    try workshop.write("o/neg/3.txt", text: "two\r\nlines <br /> é 😀\n")
    let data = try LabeledTextArchive(contentsOf: workshop.path("o"))
    #expect(data.train.map(\.text) == ["", "marked", "two\r\nlines <br /> é 😀\n"])
    #expect(data.train.bytes(at: 1).elementsEqual("marked".utf8))
  }

  @Test("a class without texts is named", arguments: ["set", "t.tgz"])
  func emptyClass(name: String) throws {
    try workshop.shell("rm set/test/neg/*; tar czf t.tgz set")
    let error = try workshop.failure(name)
    #expect(error.message == "there are no negative texts")
    #expect(error.expected == "texts in test/neg/" && error.path == [workshop.path(name)])
  }

  @Test("data without pos and neg says what was found and what is expected")
  func nothingFound() throws {
    try workshop.shell("mkdir -p r/good r/bad; touch r/good/1 r/bad/2; tar czf r.tgz r; mkdir none")
    let archive = try workshop.failure("r.tgz")
    #expect(archive.found == "r/bad/, r/good/" || archive.found == "r/good/, r/bad/")
    #expect(archive.expected?.contains("pos/ and neg/") == true)
    #expect(try workshop.failure("r").found == "bad, good")
    #expect(try workshop.failure("none").found == "no files")
  }

  @Test("a truncated archive names file and entry")
  func truncated() throws {
    try workshop.write("big/pos/1.txt", text: String(repeating: "long text ", count: 100_000))
    try workshop.shell("tar cf b.tar big; head -c 500000 b.tar > cut.tar")
    let error = try workshop.failure("cut.tar")
    #expect(error.code == .corruptFile)
    #expect(error.path == [workshop.path("cut.tar"), "big/pos/1.txt"])
  }

  @Test("names with control characters do not reach a message")
  func hostileName() throws {
    try workshop.shell(
      #"mkdir -p h/pos; printf '\377' > "h/pos/$(printf 'a\033[2Jb').txt"; tar czf h.tgz h"#)
    let error = try workshop.failure("h.tgz")
    #expect(error.path.last == "h/pos/a\\u{1b}[2Jb.txt")
  }

  @Test("budgets for a text, all bytes and entries hold", arguments: ["set", "t.tgz"])
  func limits(name: String) throws {
    try workshop.shell("tar czf t.tgz set")
    for limits in [
      ArchiveLimits(bytesPerEntry: 5), ArchiveLimits(totalBytes: 10), ArchiveLimits(entries: 2),
    ] {
      var options = LabeledTextArchive.Options()
      options.limits = limits
      #expect(try workshop.failure(name, options).code == .limitExceeded)
    }
  }

  @Test("missing files and files of no known kind are explained")
  func unknown() throws {
    #expect(try workshop.failure("absent").code == .notFound)
    try workshop.write("notes.txt", text: "just some notes, neither archive nor table")
    #expect(try workshop.failure("notes.txt").hint?.contains(".csv") == true)
  }

  @Test("progress rises to the size of the file, and throwing ends the reading")
  func progress() throws {
    try workshop.shell("head -c 3000000 /dev/urandom | base64 > set/train/neg/noise.txt")
    try workshop.shell("tar czf t.tgz set")
    var seen: [LabeledTextArchive.Progress] = []
    _ = try LabeledTextArchive(contentsOf: workshop.path("t.tgz")) { seen.append($0) }
    #expect(seen.count >= 2 && seen.last?.fileBytesRead == seen.last?.fileSize)
    #expect(seen.last?.texts == 6)
    #expect(zip(seen, seen.dropFirst()).allSatisfy { $0.fileBytesRead <= $1.fileBytesRead })
    #expect(throws: CancellationError.self) {
      _ = try LabeledTextArchive(contentsOf: workshop.path("t.tgz")) { _ in
        throw CancellationError()
      }
    }
  }

  @Test(
    "the Large Movie Review Dataset gives 25 000 texts a split, half of each label",
    .enabled("the shared data is absent") {
      LabeledTextWorkshop.shared("data/aclImdb_v1.tar.gz") != nil
    })
  func movieReviews() throws {
    let path = try #require(LabeledTextWorkshop.shared("data/aclImdb_v1.tar.gz"))
    let data = try LabeledTextArchive(contentsOf: path)
    for texts in [data.train, try #require(data.test)] {
      #expect(texts.count == 25_000)
      #expect(texts.count(ofLabel: 0) == 12_500 && texts.count(ofLabel: 1) == 12_500)
    }
    // Sums that Python's tarfile gives for the same file.
    #expect(data.train.byteCount + (data.test?.byteCount ?? 0) == 65_483_508)
    for text in data.train.prefix(100) {
      let rating = text.name.dropLast(4).split(separator: "_").last.flatMap { Int($0) }
      #expect(((rating ?? 0) > 5) == (text.label == 1), "\(text.name)")
    }
  }
}
