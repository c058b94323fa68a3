import Foundation
import Testing
import UnrollArchive
import UnrollTensor
import UnrollText

@Suite struct LabeledTextTableTests {
  let workshop: LabeledTextWorkshop

  init() throws { workshop = try LabeledTextWorkshop() }

  private func read(_ name: String, _ content: String) throws -> LabeledTextArchive {
    try LabeledTextArchive(contentsOf: workshop.write(name, text: content))
  }

  private func failure(_ name: String, _ content: String) throws -> UnrollError {
    try workshop.write(name, text: content)
    let error = try workshop.failure(name)
    #expect(error.path.first == workshop.path(name))
    return error
  }

  @Test("quotes, doubled quotes, line ends and delimiters in fields are part of the text")
  func quoted() throws {
    let data = try read(
      "a.csv",
      "id,text,label\r\n1,\"a, b\",0\r\n2,\"say \"\"no\"\"\r\nthen go\",1\r\n3,\"\",0\r\n4,pl\"ain,1"
    )
    #expect(data.train.map(\.text) == ["a, b", "say \"no\"\r\nthen go", "", "pl\"ain"])
    #expect(data.train.map(\.label) == [0, 1, 0, 1])
    #expect(data.train.map(\.name) == ["line 2", "line 3", "line 5", "line 6"])
    #expect(data.labels == ["0", "1"] && data.test == nil)
  }

  @Test(
    "rows may end with LF, CRLF or CR, and blank lines do not count",
    arguments: ["\n", "\r\n", "\r"])
  func lineEnds(end: String) throws {
    let rows = ["text,label", "one,0", "", "two,1", "", ""]
    #expect(try read("a.csv", rows.joined(separator: end)).train.map(\.text) == ["one", "two"])
  }

  @Test("a byte order mark is not part of the first column's name")
  func byteOrderMark() throws {
    #expect(try read("a.csv", "\u{FEFF}text,label\none,0\ntwo,1\n").train.count == 2)
    #expect(try read("b.csv", "\u{FEFF}\"text\",label\none,0\ntwo,1\n").train.count == 2)
    let object = #"{"text":"one","label":0}"#
    #expect(
      try read("c.jsonl", "\u{FEFF}\(object)\n" + object.replacing("0", with: "1")).train.count == 2
    )
  }

  @Test("tab-separated tables and columns of other names are read, compressed or not")
  func tabs() throws {
    try workshop.write(
      "t.tsv", text: "stars\treview, in short\nbad\tone, two\ngood\t\"three\tfour\"\n")
    try workshop.shell("gzip -k t.tsv")
    var options = LabeledTextArchive.Options()
    options.textColumn = "review, in short"
    options.labelColumn = "stars"
    for name in ["t.tsv", "t.tsv.gz"] {
      let data = try LabeledTextArchive(contentsOf: workshop.path(name), options: options)
      #expect(data.train.map(\.text) == ["one, two", "three\tfour"])
      #expect(data.labels == ["bad", "good"])
    }
  }

  @Test(
    "labels are ordered by meaning, by value or by name",
    arguments: [
      (["pos", "neg"], ["negative", "positive"], [1, 0]),
      (["Positive", "NEGATIVE", "pos"], ["negative", "positive"], [1, 0, 1]),
      (["1", "0"], ["0", "1"], [1, 0]),
      ([" 10", "9", "-1 "], ["-1", "9", "10"], [2, 1, 0]),
      (["world", "sport", "world", "art"], ["art", "sport", "world"], [2, 1, 2, 0]),
      (["pos", "neg", "neutral"], ["neg", "neutral", "pos"], [2, 0, 1]),
    ])
  func labels(written: [String], labels: [String], indices: [Int]) throws {
    let rows = written.map { "x,\($0)\n" }.joined()
    let table = try read("l.csv", "text,label\n" + rows)
    #expect(table.labels == labels && table.train.map(\.label) == indices)
    let lines = try read(
      "l.jsonl", written.map { #"{"label":"\#($0)","text":"x"}"# + "\n" }.joined())
    #expect(lines.labels == labels && lines.train.map(\.label) == indices)
  }

  @Test("what Python's csv and json write, texts of any characters, reads the same from both")
  func python() throws {
    try #require(LabeledTextWorkshop.has("python3"))
    let script = """
      import csv, json, random, sys
      random.seed(7)
      pieces = list('ab ,;"\\t\\n') + ['\\r\\n', '""', 'é', '😀', '\\u2028', '\\\\', '/', '\\x01', ',"']
      texts = [''.join(random.choices(pieces, k=random.randrange(400))) for _ in range(3000)]
      with open('p.csv', 'w', newline='') as f, open('p.tsv', 'w', newline='') as t:
          for w in csv.writer(f), csv.writer(t, 'excel-tab', quoting=csv.QUOTE_ALL):
              w.writerow(['label', 'n', 'text'])
              for i, text in enumerate(texts): w.writerow([i % 3, i, text])
      with open('p.jsonl', 'w') as f, open('q.jsonl', 'w') as g:
          for i, text in enumerate(texts):
              row = {'n': [i, {'text': None}], 'text': text, 'label': i % 3, 'e': -1.5e-3}
              f.write(json.dumps(row) + '\\n')
              g.write(json.dumps(row, ensure_ascii=False, separators=(',', ':')) + '\\n')
      sys.stdout.write(str(sum(len(t.encode()) for t in texts)))
      """
    try workshop.write("make.py", text: script)
    try workshop.shell("PYTHONIOENCODING=utf8 PYTHONUTF8=1 python3 make.py > bytes.txt")
    let bytes = Int(try String(contentsOfFile: workshop.path("bytes.txt"), encoding: .utf8))
    let lines = try LabeledTextArchive(contentsOf: workshop.path("p.jsonl"))
    #expect(lines.train.count == 3000 && lines.train.byteCount == bytes)
    for name in ["q.jsonl", "p.csv", "p.tsv"] {
      let data = try LabeledTextArchive(contentsOf: workshop.path(name))
      #expect(data.labels == lines.labels && data.train.labels == lines.train.labels)
      let differing = zip(data.train, lines.train).first { $0.bytes != $1.bytes }
      #expect(differing == nil && data.train.count == 3000, "\(name)")
    }
  }

  @Test("a missing column lists the columns there are")
  func missingColumn() throws {
    let error = try failure("a.csv", "review,sentiment\nx,1\n")
    #expect(error.code == .notFound && error.message == "there is no column \"text\"")
    #expect(error.found == #"columns "review", "sentiment""#)
    #expect(try failure("b.csv", "text,label,text\nx,1,y\n").message.contains("several"))
  }

  @Test("a row with another number of fields is named by its line")
  func fieldCount() throws {
    let error = try failure("a.csv", "text,label\n\"one\ntwo\",0\nthree, four,1\n")
    #expect(error.path.last == "line 4" && error.expected == "2 fields" && error.found == "3")
    #expect(try failure("b.csv", "text,label\none\n").path.last == "line 2")
  }

  @Test("quotes that are not closed, or closed too early, are named by their line")
  func quotes() throws {
    let open = try failure("a.csv", "text,label\nx,0\n\"one\ntwo,0\nthree,1\n")
    #expect(open.path.last == "line 3" && open.message.contains("inside a quoted field"))
    let early = try failure("b.csv", "text,label\n\"one\" two,0\n")
    #expect(early.path.last == "line 2" && early.message.contains("closing quote"))
  }

  @Test("a field without an end stops at the limit")
  func longField() throws {
    try workshop.write("a.csv", text: "text,label\n\"" + String(repeating: "x,\n", count: 400_000))
    var options = LabeledTextArchive.Options()
    options.limits.bytesPerEntry = 100_000
    let error = try workshop.failure("a.csv", options)
    #expect(error.code == .limitExceeded && error.path.last == "line 2")
    try workshop.write("a.jsonl", text: String(repeating: "x", count: 400_000))
    #expect(try workshop.failure("a.jsonl", options).code == .limitExceeded)
    options.limits.entries = 1
    try workshop.write("b.csv", text: "text,label\nx,0\ny,1\n")
    #expect(try workshop.failure("b.csv", options).code == .limitExceeded)
  }

  @Test("files without rows and tables of one label are refused")
  func nothingToLearn() throws {
    for (name, content) in [
      ("a.csv", ""), ("b.csv", "text,label\n"), ("c.jsonl", ""), ("d.jsonl", "\n\n"),
    ] {
      #expect(try failure(name, content).message == "there are no rows")
    }
    #expect(try failure("e.csv", "text,label\nx,1\ny,1\n").message.contains("same label"))
    #expect(try failure("f.csv", "text,label\nx,\n").message == "the label is empty")
    let many = (0...1000).map { "x,label \($0)\n" }.joined()
    #expect(try failure("g.csv", "text,label\n" + many).code == .limitExceeded)
    var options = LabeledTextArchive.Options()
    options.splits = [.test]
    #expect(try workshop.failure("e.csv", options).message == "there is no test split")
  }

  @Test("text that is not UTF-8 is named by line and offset", arguments: ["csv", "jsonl"])
  func notUTF8(kind: String) throws {
    let start = kind == "csv" ? "text,label\nab" : #"{"label":"x","text":"ab"#
    let end = kind == "csv" ? ",0\n" : "\"}\n"
    try workshop.write("a.\(kind)", Array(start.utf8) + [0xFF] + Array(end.utf8))
    let error = try workshop.failure("a.\(kind)")
    #expect(error.path == [workshop.path("a.\(kind)"), kind == "csv" ? "line 2" : "line 1"])
    #expect(error.found == "an invalid byte at byte \(kind == "csv" ? 2 : 23)")
  }

  @Test(
    "lines that are not one JSON object are named, with the place in them",
    arguments: [
      (#"{"text":"a","label":0"#, "the end of the line"),
      (#"{"text":"a" "label":0}"#, "something else at byte 12"),
      (#"{"text":"a","label":0} x"#, "something else at byte 23"),
      ("[1]", "something else at byte 0"),
      (#"{"text":"\x","label":0}"#, "something else at byte 10"),
      (#"{"text":"a","label":01}"#, "something else at byte 21"),
      (#"{"text":"\ud800","label":0}"#, "something else at byte 15"),
      (#"{"text":"a","label":.5}"#, "something else at byte 20"),
      (#"{"text":"a,"label":0}"#, "something else at byte 12"),
      (#"{"text":tru,"label":0}"#, "something else at byte 8"),
      (#"{"text":"a","label":0,}"#, "something else at byte 22"),
      (#"{"text":"a","n":[1,],"label":0}"#, "something else at byte 19"),
    ])
  func notJSON(line: String, found: String) throws {
    let error = try failure("a.jsonl", #"{"text":"fine","label":1}"# + "\n\n" + line + "\n")
    #expect(error.path.last == "line 3" && error.found == found)
  }

  @Test("values of another kind, missing keys and deep nesting are refused")
  func values() throws {
    #expect(try failure("a.jsonl", #"{"text":3,"label":0}"#).message == "\"text\" is not a string")
    #expect(
      try failure("b.jsonl", #"{"text":"a","label":0.5}"#).message == "\"label\" is not a label")
    #expect(try failure("c.jsonl", #"{"label":0}"#).message == "the object has no \"text\"")
    let deep = String(repeating: "[", count: 100_000)
    #expect(try failure("d.jsonl", #"{"text":"a","label":0,"x":\#(deep)"#).code == .limitExceeded)
    let data = try read(
      "e.jsonl", "{\"text\":\"a\",\"label\":true}\r\n{\"text\":\"\\ud83d\\ude00\",\"label\":false}")
    #expect(data.labels == ["false", "true"] && data.train.map(\.text) == ["a", "😀"])
  }

  @Test("compressed tables that are cut short are named once")
  func truncated() throws {
    let rows = (0..<2000).map { "text \($0 * 7919 % 10_007),\($0 % 2)\n" }.joined()
    try workshop.write("a.csv", text: "text,label\n" + rows)
    try workshop.shell("gzip a.csv; head -c 3000 a.csv.gz > cut.csv.gz")
    let error = try workshop.failure("cut.csv.gz")
    #expect(error.code == .corruptFile && error.path == [workshop.path("cut.csv.gz")])
  }
}
