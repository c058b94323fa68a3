import Foundation
import Testing
import Unroll

@Suite("unroll predict")
struct PredictTests {
  private struct Row: Decodable, Equatable {
    let text: String
    let label: String
    let score: Float
  }

  private func rows(_ outcome: Program.Outcome) throws -> [Row] {
    try outcome.lines.map { try JSONDecoder().decode(Row.self, from: Data($0.utf8)) }
  }

  @Test("a line holds score, label and text as the library gives them")
  func lines() throws {
    let texts = ["A dull film.", "What a delight!", "", "Größe\tand\nlines"]
    let pipeline = try TextPipeline.load(TrainedModel.path())
    let expected = try zip(texts, pipeline.predictor().predict(texts)).map { text, prediction in
      let score = String(format: "%.4f", prediction.score)
      let flat = text.replacing("\t", with: " ").replacing("\n", with: " ")
      return "\(score)\t\(prediction.score > 0.5 ? "positive" : "negative")\t\(flat)"
    }
    let outcome = try Program.succeed(["predict", TrainedModel.path(), "--"] + texts)
    #expect(outcome.lines == expected)
    #expect(outcome.errors.isEmpty)
  }

  @Test("JSON holds the text as it is and the score to the bit")
  func json() throws {
    let texts = ["tab\tand \"quotes\" \\ \u{1} é 🎬", "b\nc"]
    let pipeline = try TextPipeline.load(TrainedModel.path())
    let expected = try zip(texts, pipeline.predictor().predict(texts)).map {
      Row(text: $0, label: $1.label, score: $1.score)
    }
    let outcome = try Program.succeed(["predict", TrainedModel.path(), "--json"] + texts)
    #expect(try rows(outcome) == expected)
  }

  @Test("lines of text and of JSON may be mixed; each gives one line, in order")
  func mixedInput() throws {
    let input = "plain\r\n{\"id\": 1, \"text\": \"from\\tJSON\"}\n\n{\"broken\": \n [1]\nlast"
    let folder = try Workshop()
    let path = try folder.write(input, to: "texts.jsonl")
    let expected = ["plain", "from\tJSON", "", "{\"broken\": ", " [1]", "last"]
    let fromFile = try Program.succeed(
      ["predict", TrainedModel.path(), "--input", path, "--json"])
    #expect(try rows(fromFile).map(\.text) == expected)
    let fromPipe = try Program.succeed(
      ["predict", TrainedModel.path(), "-i", "-", "--json"], input: input)
    #expect(fromPipe.output == fromFile.output)
  }

  @Test("an output file is written whole or not at all")
  func outputFile() throws {
    let folder = try Workshop()
    let texts = try folder.write("one\ntwo\n", to: "in.txt")
    let arguments = ["predict", try TrainedModel.path(), "--output", folder["out.tsv"], "--input"]
    let outcome = try Program.succeed(arguments + [texts])
    #expect(outcome.output.isEmpty)
    let written = try folder.bytes("out.tsv")
    #expect(String(decoding: written, as: UTF8.self).split(separator: "\n").count == 2)

    // The fault comes after more than is read at once, so that good lines were written by then.
    let long = String(repeating: " ", count: 2000)
    let good = String(repeating: "a film\(long)\n", count: 900)
    let bad = try folder.write(Data(good.utf8) + [0xFF], to: "bad.txt")
    let failed = try Program.run(arguments + [bad])
    #expect(failed.status == 1)
    #expect(failed.errors.contains("line 901"))
    #expect(try folder.bytes("out.tsv") == written)
    #expect(folder.names == ["bad.txt", "in.txt", "out.tsv"])
  }

  #if os(Linux)
    @Test("many lines stream through bounded memory, each as soon as it is computed")
    func streaming() throws {
      let process = Program.make(["predict", try TrainedModel.path(), "--input", "-"])
      let (input, output) = (Pipe(), try Capture())
      process.standardInput = input
      process.standardOutput = output.handle
      try process.run()
      defer { process.terminate() }
      // Spaces cost the tokenizer little, and fill memory as well as words do.
      let padding = String(repeating: " ", count: 2000)
      var (sent, expected) = (0, 0)
      func send(_ count: Int) throws {
        let lines = (sent..<sent + count).map { "n\($0)\(padding)film\n" }.joined()
        try input.fileHandleForWriting.write(contentsOf: Data(lines.utf8))
        sent += count
        // Score, label and two tabs take 16 bytes more.
        expected += lines.utf8.count + 16 * count
        try Program.wait("\(sent) lines") { output.size == expected }
      }
      try send(1)
      try send(2000)
      let before = try peakMemory(process)
      try send(8000)
      #expect(try peakMemory(process) - before < 4 << 10, "KiB more for 16 MB more of text")
      try input.fileHandleForWriting.close()
      process.waitUntilExit()
      #expect(process.terminationStatus == 0)
      let numbers = output.text.split(separator: "\n").map { line in
        line.split(separator: "\t")[2].prefix { $0 != " " }
      }
      #expect(numbers.elementsEqual((0..<sent).map { "n\($0)" }) { $0 == $1 })
    }

    /// The most memory that a process had so far, in KiB.
    private func peakMemory(_ process: Process) throws -> Int {
      let status = try String(
        contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8)
      return try #require(status.firstMatch(of: /VmHWM:\s+([0-9]+) kB/).flatMap { Int($0.1) })
    }
  #endif
}
