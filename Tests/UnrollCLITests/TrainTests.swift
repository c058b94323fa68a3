import Foundation
import Testing
import Unroll

@Suite("unroll train")
struct TrainTests {
  private func train(_ folder: Workshop, _ name: String, _ more: [String]) throws -> Program.Outcome
  {
    try Program.succeed(
      ["train", "--output", folder[name]] + TrainedModel.options + ["--samples", "64"] + more)
  }

  @Test("results go to standard output, one line an epoch to standard error")
  func output() throws {
    let outcome = try TrainedModel.outcome()
    let path = try TrainedModel.path()
    #expect(outcome.lines.first == "Model: \"sequential\"")
    #expect(outcome.output.contains("lstm (LSTM)"))
    #expect(outcome.output.contains("(None, 20, 4)"))
    let last = outcome.lines.suffix(2)
    let figures = /val_accuracy: 0\.[0-9]{4} - val_loss: [0-9]\.[0-9]{4} \(96 texts\)/
    #expect(last.first?.wholeMatch(of: figures) != nil)
    #expect(last.last == "saved \(path)")
    let epochs = outcome.errors.split(separator: "\n")
    #expect(epochs.count == 2)
    let epoch =
      /12\/12 - [0-9]+s - [0-9]+(s|ms|us)\/step - accuracy: 0\.[0-9]{4} - loss: [0-9]\.[0-9]{4} - val_accuracy: 0\.[0-9]{4} - val_loss: [0-9]\.[0-9]{4}/
    for line in epochs { #expect(line.wholeMatch(of: epoch) != nil, "\(line)") }
  }

  @Test("--quiet leaves results alone")
  func quiet() throws {
    let folder = try Workshop()
    let outcome = try train(folder, "m.keras", ["--quiet"])
    #expect(outcome.errors.isEmpty)
    #expect(outcome.output.contains("saved "))
  }

  @Test("equal seeds give equal files, whatever the number of threads; other seeds others")
  func seeds() throws {
    let folder = try Workshop()
    _ = try train(folder, "a.keras", ["--threads", "1"])
    _ = try train(folder, "b.keras", ["--threads", "2"])
    _ = try train(folder, "c.keras", ["--seed", "4"])
    #expect(try folder.bytes("a.keras") == folder.bytes("b.keras"))
    #expect(try folder.bytes("a.keras") != folder.bytes("c.keras"))
  }

  @Test("without --seed the seed is told, and repeats the run")
  func randomSeed() throws {
    let folder = try Workshop()
    let options = ["--units", "2", "--max-length", "5", "--samples", "32", "--epochs", "1"]
    let first = try Program.succeed(["train", "--output", folder["a.keras"]] + options)
    let match = try #require(first.errors.firstMatch(of: /seed ([0-9]+) \(--seed/))
    try Program.succeed(
      ["train", "--output", folder["b.keras"], "--seed", String(match.1)] + options)
    #expect(try folder.bytes("a.keras") == folder.bytes("b.keras"))
  }

  @Test("the history holds the figures of every epoch under Keras's names")
  func history() throws {
    let folder = try Workshop()
    let outcome = try train(
      folder, "m.keras", ["--epochs", "3", "--history", folder["h.json"]])
    let figures = try JSONDecoder().decode([String: [Double]].self, from: folder.bytes("h.json"))
    #expect(figures.keys.sorted() == ["accuracy", "loss", "val_accuracy", "val_loss"])
    #expect(figures.values.allSatisfy { $0.count == 3 })
    let last = try #require(figures["val_loss"]?.last)
    #expect(outcome.output.contains("val_loss: \(String(format: "%.4f", last))"))
  }

  @Test(
    "every kind of network is built as asked for",
    arguments: [
      (["--layer", "simple-rnn", "--pool", "flatten"], ["SimpleRNN", "Flatten"], "4"),
      (["--layer", "gru", "--bidirectional"], ["Bidirectional", "GlobalMaxPooling1D"], "8"),
      (["--pool", "average", "--dropout", "0"], ["LSTM", "GlobalAveragePooling1D"], "4"),
      (["--pool", "last", "--stack", "2"], ["LSTM", "lstm_1 (LSTM)", "dropout_1 (Dropout)"], "4"),
    ])
  func networks(options: [String], layers: [String], width: String) throws {
    let folder = try Workshop()
    let output = try train(folder, "m.keras", ["--epochs", "1"] + options).output
    for layer in layers { #expect(output.contains(layer)) }
    #expect(output.contains("Dropout") == !options.contains("--dropout"))
    #expect(output.contains("(None, 20, \(width))"))
    let model = try TextPipeline.load(folder["m.keras"]).model
    #expect(try model.outputShape() == [1, 1])
  }

  @Test("an architecture replaces the options of the network, and its length holds")
  func architecture() throws {
    let folder = try Workshop()
    let network = Sequential(input: .features(time: 12, size: 100)) {
      GRU(3)
      Dense(1, activation: .sigmoid)
    }
    try folder.write(Model(network).kerasJSON(), to: "net.json")
    let options = ["--architecture", folder["net.json"], "--samples", "32", "--epochs", "1"]
    let output = try Program.succeed(["train", "--output", folder["m.keras"]] + options).output
    #expect(output.contains("gru (GRU)"))
    #expect(try TextPipeline.load(folder["m.keras"]).encoder.length == 12)
    let other = try Program.run(
      ["train", "--output", folder["n.keras"], "--max-length", "13"] + options)
    #expect(other.status == 1)
    #expect(other.errors.contains("expected 12 words, found --max-length 13"))
  }

  @Test("a table with three labels gives a model with three, and the words that were seen")
  func table() throws {
    let folder = try Workshop()
    let rows = (0..<60).map { number in
      let word = ["film", "music", "story"][number % 3]
      return "the \(word) the \(word),\(word)"
    }
    let path = try folder.write("body,topic\n" + rows.joined(separator: "\n"), to: "t.csv")
    let data = ["--data", path, "--text-column", "body", "--label-column", "topic"]
    let model = folder["m.keras"]
    try Program.succeed(
      ["train", "--output", model, "--max-length", "4", "--units", "8", "--epochs", "30"]
        + ["--optimizer", "adam", "--learning-rate", "0.03", "--seed", "1"]
        + ["--keep-words", "seen"] + data)
    let words = try TextPipeline.load(model).encoder.vocabulary.words
    #expect(words.sorted() == ["film", "music", "story", "the"])
    let lines = try Program.succeed(["predict", model, "the music the music", "story"]).lines
    #expect(lines.map { $0.split(separator: "\t")[1] } == ["music", "story"])
    #expect(lines.allSatisfy { (Double($0.prefix(6)) ?? 0) > 0.5 })
    let report = try Program.succeed(["evaluate", model] + data)
    #expect(report.output.hasPrefix("accuracy: 1.0000 - loss: "))
    #expect(report.errors.contains("no test split"))
  }

  @Test("an output that cannot be written is refused before anything is read")
  func refusedOutput() throws {
    let folder = try Workshop()
    for path in [folder["missing/m.keras"], folder.path] {
      let outcome = try Program.run(
        ["train", "--output", folder["m.keras"], "--data", "/missing", "--history", path])
      #expect(outcome.status == 1)
      #expect(outcome.errors.hasPrefix("error: \(path): "))
    }
    let outcome = try Program.run(["train", "--output", folder["missing/m.keras"]])
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("missing/m.keras"))
    #expect(folder.names.isEmpty)
  }

  @Test("a run that fails leaves the file that was there")
  func failureLeavesFile() throws {
    let folder = try Workshop()
    try folder.write("precious", to: "m.keras")
    let outcome = try Program.run(["train", "--output", folder["m.keras"], "--data", "/missing"])
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("error: /missing: "))
    #expect(folder.names == ["m.keras"])
    #expect(try folder.bytes("m.keras") == Data("precious".utf8))
  }
}
