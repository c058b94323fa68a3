import Foundation
import Testing
import Unroll

@Suite("unroll vectors")
struct VectorsTests {
  /// Four words in two dimensions, written as GloVe text.
  private func makeVectors(_ folder: Workshop) throws -> String {
    try folder.write("king 1 0\nqueen 0.9 0.1\nKing 0 1\n-dash -1 1e-40\n", to: "v.txt")
  }

  @Test("info tells count, dimension, format and first words")
  func info() throws {
    let folder = try Workshop()
    let table = try Program.succeed(["vectors", "info", try makeVectors(folder)]).lines
    #expect(table.contains("format     GloVe text"))
    #expect(table.contains("words      4"))
    #expect(table.contains("dimension  2"))
    #expect(table.contains("first      king queen King -dash"))
    let sample = try Program.succeed(["vectors", "info", BuiltInSample.vectors(), "--json"])
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(sample.output.utf8)) as? [String: Any])
    #expect(object["format"] as? String == "word2VecBinary")
    #expect(object["compressed"] as? Bool == true)
    #expect(object["dimension"] as? Int == 100)
    #expect(
      object["words"] as? Int == (try WordVectors(contentsOf: BuiltInSample.vectors())).count)
  }

  @Test("show prints numbers that read back to the same bits, in the order asked for")
  func show() throws {
    let path = try BuiltInSample.vectors()
    let vectors = try WordVectors(contentsOf: path)
    let words = ["film", "the", "acting"]
    let lines = try Program.succeed(["vectors", "show", path] + words).lines
    #expect(lines.count == words.count)
    for (word, line) in zip(words, lines) {
      let fields = line.split(separator: " ")
      #expect(fields.first.map(String.init) == word)
      #expect(fields.dropFirst().map { Float($0)?.bitPattern } == vectors[word]?.map(\.bitPattern))
    }
    let folder = try Workshop()
    let dash = try Program.succeed(["vectors", "show", makeVectors(folder), "--", "-dash"])
    #expect(dash.output == "-dash -1.0 1e-40\n")
  }

  @Test("an unknown word is an error with words that are spelled like it")
  func unknownWord() throws {
    let folder = try Workshop()
    let path = try makeVectors(folder)
    let near = try Program.run(["vectors", "show", path, "king", "KING"])
    #expect(near.status == 1)
    #expect(near.output.isEmpty)
    #expect(
      near.errors
        == "error: \(path): the word \"KING\" has no vector; there is \"king\", \"King\"\n")
    let typo = try Program.run(["vectors", "similar", path, "queem"])
    #expect(typo.errors.contains("there is \"queen\""))
    let far = try Program.run(["vectors", "show", path, "zebra"])
    #expect(far.errors.contains("upper and lower case differ"))
  }

  @Test("similar gives words and cosines, the given words left out")
  func similar() throws {
    let folder = try Workshop()
    let path = try makeVectors(folder)
    let lines = try Program.succeed(["vectors", "similar", path, "king", "--count", "2"]).lines
    let fields = lines.map { $0.split(separator: "\t") }
    #expect(fields.map { $0[0] } == ["queen", "King"])
    let cosine = 0.9 / (0.9 * 0.9 + 0.1 * 0.1).squareRoot()
    #expect(abs((Double(fields[0][1]) ?? 0) - cosine) < 1e-6)
    let away = try Program.succeed(
      ["vectors", "similar", path, "King", "--negative", "king", "--count", "1"])
    #expect(away.output.hasPrefix("-dash\t"))
  }

  @Test("convert keeps the bits, the order and only the words of a list")
  func convert() throws {
    let folder = try Workshop()
    let path = try makeVectors(folder)
    let list = try folder.write("King\nunknown\r\nking\n", to: "words")
    let outcome = try Program.succeed(
      ["vectors", "convert", path, folder["few.bin"], "--words", list])
    #expect(outcome.errors.contains("1 words of \(list) have no vector"))
    let few = try WordVectors(contentsOf: folder["few.bin"])
    #expect(few.vocabulary.words == ["king", "King"])
    #expect(few["King"] == [0, 1])
    try Program.succeed(["vectors", "convert", path, folder["all.bin"]])
    try Program.succeed(["vectors", "convert", folder["all.bin"], folder["all.txt"]])
    let back = try Program.succeed(["vectors", "show", folder["all.txt"], "--", "-dash"])
    #expect(back.output == "-dash -1.0 1e-40\n")
    let wrong = try Program.run(["vectors", "convert", path, folder["all.zip"]])
    #expect(wrong.status == 1)
    #expect(wrong.errors.contains(".bin (word2vec binary)"))
  }
}
