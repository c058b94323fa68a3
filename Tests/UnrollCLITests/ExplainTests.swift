import Foundation
import Testing
import Unroll
import UnrollInsight
import UnrollNN
import UnrollTensor

@Suite("unroll explain")
struct ExplainTests {
  private static let text = "A dull film, but a great ending: xyzzyx!"

  @Test("--json prints the document that the library makes")
  func json() throws {
    let path = try TrainedModel.path()
    let output = try Program.succeed(["explain", path, Self.text, "--json"]).output
    let found = try JSONDecoder().decode(Explanation.self, from: Data(output.utf8))
    #expect(found == (try Explainer(TextPipeline.load(path)).explain(Self.text)))
    #expect(output.hasSuffix("}\n") && !output.dropLast().contains("\n"))
    let predicted = try Program.succeed(["predict", path, Self.text]).output
    #expect(predicted.hasPrefix(String(format: "%.4f", found.prediction.score)))
  }

  @Test("a text may come from a file or from standard input, whole")
  func file() throws {
    let (path, folder) = (try TrainedModel.path(), try Workshop())
    let text = "A dull film.\n\nA great ending."
    let file = try folder.write(text + "\n", to: "review.txt")
    let wanted = try Program.succeed(["explain", path, text, "--json"]).output
    #expect(try Program.succeed(["explain", path, "--file", file, "--json"]).output == wanted)
    let piped = try Program.succeed(["explain", path, "-f", "-", "--json"], input: text + "\n")
    #expect(piped.output == wanted)
  }

  @Test("without colour, signs mark the words that count, and parentheses those not seen")
  func signs() throws {
    let path = try TrainedModel.path()
    let outcome = try Program.succeed(["explain", path, Self.text])
    let explanation = try Explainer(TextPipeline.load(path)).explain(Self.text)
    #expect(!outcome.output.contains("\u{1B}"))
    #expect(outcome.output.contains("(xyzzyx)"))
    let words = explanation.contributions.words
    let most = try #require(words.indices.max { abs(words[$0]) < abs(words[$1]) })
    let word = explanation.tokens[explanation.steps[most]].text
    let mark = words[most] > 0 ? "+++" : "---"
    #expect(outcome.output.contains(mark + word))
    #expect(outcome.lines[0].hasPrefix(explanation.prediction.label))
    for part in ["+ towards", "strongest, towards", "word by word", "units won", "forget gate"] {
      #expect(outcome.output.contains(part), "\(part)")
    }
    #expect(outcome.output.contains { "▁▂▃▄▅▆▇█".contains($0) })
    #expect(outcome.errors.isEmpty)
  }

  @Test("control characters of a text do not reach the terminal")
  func controls() throws {
    let text = "A dull \u{1B}[31mfilm\u{7}\u{1B}]0;title\u{7}"
    let output = try Program.succeed(["explain", try TrainedModel.path(), text]).output
    #expect(!output.contains("\u{1B}") && !output.contains("\u{7}"))
    #expect(output.contains("film"))
  }

  @Test("lines stay within 80 columns, and a long text keeps all its words")
  func wrapping() throws {
    let text = (0..<60).map { $0 % 4 == 0 ? "film" : "xyzzyx" }.joined(separator: " ")
    let lines = try Program.succeed(["explain", try TrainedModel.path(), text]).lines
    #expect(lines.allSatisfy { $0.count <= 100 })
    let body = lines.dropFirst(2).prefix { !$0.isEmpty }
    #expect(body.allSatisfy { $0.count <= 80 })
    let found = body.joined(separator: " ").split(separator: " ").count
    #expect(found == 60)
  }

  @Test("of a text too long for the model only what was read is shown, and how much was not")
  func unread() throws {
    let text = [String](repeating: "film", count: 30).joined(separator: " ") + " dull"
    let output = try Program.succeed(["explain", try TrainedModel.path(), text]).output
    #expect(output.contains("… 11 further tokens are not read, the model takes 20"))
    #expect(!output.contains("dull"))
  }

  @Test("a model that learned its vectors or reads arrays explains a sample of an array")
  func arrays() throws {
    let folder = try Workshop()
    let model = try Model(input: .features(time: 6, size: 2), seed: 5) {
      GRU(3, returnSequences: true)
      GlobalMaxPooling1D()
      Dense(2, activation: .softmax)
    }
    try model.save(to: folder["m.keras"])
    var random = RandomSource(seed: 6)
    let numbers = (0..<36).map { _ in Float(random.normal()) }
    let array = Tensor(shape: [3, 6, 2], scalars: numbers)
    try NumPyFile.write(array, to: folder["x.npy"])
    let arguments = ["explain", folder["m.keras"], "--input", folder["x.npy"], "--sample"]
    let output = try Program.succeed(arguments + ["2", "--json"]).output
    let found = try JSONDecoder().decode(Explanation.self, from: Data(output.utf8))
    #expect(found == (try Explainer(model).explain(sample: array.row(2))))
    #expect(try Program.succeed(arguments + ["2"]).output.contains("step 5"))
    let outcome = try Program.run(arguments + ["3"])
    #expect(outcome.status == 1 && outcome.errors.contains("no such sample"))
  }

  @Test("an unknown output, and a text for a model on arrays, are told")
  func refusals() throws {
    let path = try TrainedModel.path()
    let output = try Program.run(["explain", path, "film", "--output", "1"])
    #expect(output.status == 1 && output.errors.contains("no such output"))
    let folder = try Workshop()
    let model = try Model(input: .features(time: 6, size: 2)) { LSTM(3) }
    try model.save(to: folder["m.keras"])
    let text = try Program.run(["explain", folder["m.keras"], "film"])
    #expect(text.status == 1 && text.errors.contains("m.keras"))
  }
}
