import Foundation
import Testing

@Suite("unroll tokenize")
struct TokenizeTests {
  /// Texts and their tokens as nltk 3.10 gives them.
  private static let cases = [
    ("I can't wait for the weekend.", "I ca n't wait for the weekend ."),
    ("He said \"hi\".", "He said `` hi '' ."),
    ("", ""),
    ("cannot, won't (gonna)", "can not , wo n't ( gon na )"),
  ]

  @Test("each line of a pipe becomes a line of tokens, whatever ends it")
  func pipe() throws {
    let input = Self.cases.map(\.0).joined(separator: "\n")
    let expected = Self.cases.map(\.1)
    #expect(try Program.succeed(["tokenize"], input: input).lines == expected)
    #expect(try Program.succeed(["tokenize", "-"], input: input + "\n").lines == expected)
    let windows = "\u{FEFF}" + input.replacing("\n", with: "\r\n") + "\r\n"
    #expect(try Program.succeed(["tokenize"], input: windows).lines == expected)
  }

  @Test("a file is read like a pipe, and an empty one gives nothing")
  func file() throws {
    let folder = try Workshop()
    let path = try folder.write("It's é.\n", to: "texts.txt")
    #expect(try Program.succeed(["tokenize", path]).output == "It 's é .\n")
    #expect(try Program.succeed(["tokenize"]).output.isEmpty)
  }

  @Test("a line that is not UTF-8 is an error with its number")
  func notUTF8() throws {
    let folder = try Workshop()
    let path = try folder.write(Data("one\ntwo\nab".utf8) + [0xFF, 0x0A], to: "latin.txt")
    let outcome = try Program.run(["tokenize", path])
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("\(path) › line 3: the text is not valid UTF-8"))
    #expect(outcome.errors.contains("at 2"))
  }

  @Test("lines come out while the input is still open")
  func streaming() throws {
    let process = Program.make(["tokenize"])
    let (input, output) = (Pipe(), try Capture())
    process.standardInput = input
    process.standardOutput = output.handle
    try process.run()
    defer { process.terminate() }
    try input.fileHandleForWriting.write(contentsOf: Data("don't stop\nha".utf8))
    try Program.wait("the first line") { output.text == "do n't stop\n" }
    try input.fileHandleForWriting.write(contentsOf: Data("lf\n".utf8))
    try Program.wait("the second line") { output.text == "do n't stop\nhalf\n" }
    try input.fileHandleForWriting.close()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
  }

  @Test("a line longer than all buffers comes through whole, and many short ones in order")
  func largeInput() throws {
    let long = Array(repeating: "word", count: 600_000).joined(separator: " ")
    let short = (0..<20_000).map { "n\($0)" }
    let outcome = try Program.succeed(
      ["tokenize"], input: ([long] + short).joined(separator: "\n"))
    #expect(outcome.lines == [long] + short)
  }

  @Test("a reader that goes away ends the program without a word")
  func brokenPipe() throws {
    let process = Program.make(["tokenize"])
    let (input, output, errors) = (Pipe(), Pipe(), try Capture())
    process.standardInput = input
    process.standardOutput = output
    process.standardError = errors.handle
    try output.fileHandleForReading.close()
    try process.run()
    try output.fileHandleForWriting.close()
    try input.fileHandleForWriting.write(contentsOf: Data("text\n".utf8))
    process.waitUntilExit()
    #expect(process.terminationReason == .uncaughtSignal)
    #expect(process.terminationStatus == SIGPIPE)
    #expect(errors.text.isEmpty)
  }
}
