import Foundation
import Testing
import Unroll
import _UnrollTestSupport

/// Whole runs against those of real Keras, made by Scripts/fixtures/fit_fixtures.py.
@Suite("unroll fit and Keras's fit")
struct FitGoldenTests {
  /// The runs, with the options that Keras was given as callbacks, whose layers are supported.
  static let runs = [
    ("lstm", []), ("classes", []), ("class_weights", ["--class-weight", "0=0.5,1=2.5"]),
    ("sample_weights", ["--sample-weight", Fixture.path("fit/sample_weights.w.npy")]),
    ("plateau", ["--reduce-lr", "val_loss:1,factor=0.5,min-delta=0.001,cooldown=1,min-lr=0.3"]),
    ("early", ["--early-stopping", "val_loss:2,min-delta=0.002,restore-best"]),
    ("two_inputs", []),
  ].filter { name, _ in
    do {
      _ = try Model.load(Fixture.path("fit/\(name).keras"))
      return true
    } catch {
      return (error as? UnrollError)?.code != .unsupported
    }
  }

  /// The options of Keras's `fit` as those of the program.
  private func options(_ fixture: Fixture) throws -> [String] {
    try fixture.fact([String: Double].self, "options").sorted { $0.key < $1.key }
      .flatMap { name, value in
        let text = value == value.rounded() ? "\(Int(value))" : "\(value)"
        return ["--" + name.replacing("_", with: "-"), text]
      }
  }

  @Test("weights, figures, learning rates and the text of the log are Keras's", arguments: runs)
  func agrees(name: String, callbacks: [String]) throws {
    let fixture = try Fixture(named: "fit/\(name)")
    let folder = try Workshop()
    let path = { (ending: String) in Fixture.folder.appending(path: "fit/\(name).\(ending)").path }
    try Program.succeed(
      ["fit", path("keras")] + arrays(name) + ["--output", folder["m.keras"]]
        + ["--no-shuffle", "--csv-log", folder["log.csv"], "--history", folder["h.json"]]
        + options(fixture) + callbacks)
    let tolerance = Tolerance.relative(1e-4, absolute: 1e-5)
    let model = try Model.load(folder["m.keras"])
    let expected = fixture.numbered("final")
    #expect(model.parameters.parameters.count == expected.count)
    for (parameter, value) in zip(model.parameters.parameters, expected) {
      let found = model.parameters.value(parameter)
      #expect(deviation(found, value, beyond: tolerance) == nil, "\(parameter.path)")
    }
    try compare(
      JSONDecoder().decode([String: [Double]].self, from: folder.bytes("h.json")),
      fixture.fact([String: [Double]].self, "history"))
    try compare(
      String(decoding: folder.bytes("log.csv"), as: UTF8.self),
      String(contentsOfFile: path("csv"), encoding: .utf8))
  }

  private func arrays(_ name: String) -> [String] {
    ["x", "x2", "y"].map { Fixture.path("fit/\(name).\($0).npy") }
      .filter(FileManager.default.fileExists)
  }

  private func compare(_ found: [String: [Double]], _ expected: [String: [Double]]) throws {
    #expect(found.keys.sorted() == expected.keys.sorted())
    for (name, values) in expected {
      let figures = try #require(found[name])
      #expect(figures.count == values.count)
      for (figure, value) in zip(figures, values) {
        #expect(abs(figure - value) <= 1e-4 * abs(value) + 1e-6, "\(name)")
      }
    }
  }

  /// Compares tables cell by cell: numbers need not agree in their last digits.
  private func compare(_ found: String, _ expected: String) throws {
    let tables = [found, expected].map { text in
      text.components(separatedBy: "\r\n").map { $0.components(separatedBy: ",") }
    }
    #expect(tables[0].map(\.count) == tables[1].map(\.count))
    for (cell, wanted) in zip(tables[0].joined(), tables[1].joined()) where cell != wanted {
      let (number, value) = (try #require(Double(cell)), try #require(Double(wanted)))
      #expect(abs(number - value) <= 1e-4 * abs(value) + 1e-6)
    }
  }
}

extension Fixture {
  /// The path of a file beside the golden files.
  fileprivate static func path(_ name: String) -> String { folder.appending(path: name).path }
}

@Suite("unroll fit")
struct FitTests {
  @Test("weights of samples may stand in a column, as Keras wants them for outputs with steps")
  func columnOfWeights() throws {
    let folder = try workshop()
    let weights = (0..<40).map { Float($0 % 5) / 2 }
    var histories: [[String: [Double]]] = []
    for (index, shape) in [[40], [40, 1]].enumerated() {
      try NumPyFile.write(
        Tensor(shape: Shape(shape), scalars: weights), to: folder["w\(index).npy"])
      let options = ["--sample-weight", folder["w\(index).npy"], "--history", folder["h.json"]]
      #expect(try fit(folder, options).status == 0)
      histories.append(
        try JSONDecoder().decode([String: [Double]].self, from: folder.bytes("h.json")))
    }
    #expect(histories[0] == histories[1])
  }

  /// A small model with every kind of noise, and 40 samples.
  private func workshop(compiled: Bool = true) throws -> Workshop {
    let folder = try Workshop()
    let model = try Model(input: .features(time: 4, size: 2), seed: 1) {
      LSTM(3, dropout: 0.2, recurrentDropout: 0.1)
      Dense(1, activation: .sigmoid)
    }
    if compiled {
      model.compilation = Compilation(
        optimizer: Adam(learningRate: 0.01), loss: BinaryCrossentropy(), metrics: [.accuracy])
    }
    try model.save(to: folder["m.keras"])
    var random = RandomSource(seed: 2)
    let x = Tensor(shape: [40, 4, 2], scalars: (0..<320).map { _ in Float(random.normal()) })
    let y = Tensor(shape: [40], scalars: (0..<40).map { _ in Float(random.integer(below: 2)) })
    try NumPyFile.write(x, to: folder["x.npy"])
    try NumPyFile.write(y, to: folder["y.npy"])
    return folder
  }

  private func fit(
    _ folder: Workshop, _ more: [String], model: String = "m.keras", output: String = "out.keras"
  ) throws -> Program.Outcome {
    try Program.run(
      ["fit", folder[model], folder["x.npy"], folder["y.npy"], "--output", folder[output]]
        + ["--seed", "5"] + more)
  }

  private func weights(_ folder: Workshop, _ name: String) throws -> [Tensor<Float>] {
    try Model.load(folder[name]).parameters.values
  }

  @Test("results go to standard output, one line an epoch to standard error")
  func output() throws {
    let folder = try workshop()
    let outcome = try fit(folder, ["--epochs", "2", "--validation-split", "0.25"])
    #expect(outcome.status == 0)
    #expect(outcome.lines.first == "Model: \"sequential\"")
    let figures = /val_accuracy: 0\.[0-9]{4} - val_loss: [0-9]\.[0-9]{4} \(10 samples\)/
    #expect(outcome.lines.suffix(2).first?.wholeMatch(of: figures) != nil)
    #expect(outcome.lines.last == "saved \(folder["out.keras"])")
    #expect(outcome.errors.split(separator: "\n").count == 2)
    #expect(try fit(folder, ["--quiet"]).errors.isEmpty)
  }

  @Test("a run that is taken up again is the run that went on, to the bit, on any threads")
  func takenUp() throws {
    let folder = try workshop()
    #expect(try fit(folder, ["--epochs", "4", "--threads", "1"]).status == 0)
    #expect(try fit(folder, ["--epochs", "2"], output: "half.keras").status == 0)
    let rest = ["--epochs", "4", "--initial-epoch", "2", "--threads", "3"]
    #expect(try fit(folder, rest, model: "half.keras", output: "again.keras").status == 0)
    #expect(try folder.bytes("again.keras") == folder.bytes("out.keras"))
    #expect(try weights(folder, "half.keras") != weights(folder, "out.keras"))
  }

  @Test("validation arrays and a share of the samples give the same figures")
  func validation() throws {
    let folder = try workshop()
    for name in ["x", "y"] {
      let array = try NumPyFile.read(folder["\(name).npy"])
      let width = array.shape.count / 40
      for (part, range) in [("train", 0..<30), ("rest", 30..<40)] {
        let sizes = [range.count] + array.shape.dimensions.dropFirst()
        let scalars = array.scalars[(range.lowerBound * width)..<(range.upperBound * width)]
        try NumPyFile.write(
          Tensor(shape: Shape(sizes), scalars: Array(scalars)), to: folder["\(part)-\(name).npy"])
      }
    }
    let split = try fit(folder, ["--validation-split", "0.25"])
    let arrays = try Program.succeed(
      ["fit", folder["m.keras"], folder["train-x.npy"], folder["train-y.npy"]]
        + ["--validation", folder["rest-x.npy"], folder["rest-y.npy"], "--seed", "5"]
        + ["--output", folder["out.keras"]])
    #expect(arrays.output == split.output)
  }

  @Test("options replace what the model was compiled with, and are saved with it")
  func overrides() throws {
    let folder = try workshop()
    let options = ["--optimizer", "sgd", "--learning-rate", "0.5", "--loss", "mse"]
    let outcome = try fit(folder, options + ["--metrics", "none"])
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(!outcome.output.contains("accuracy"))
    let compilation = try #require(try Model.load(folder["out.keras"]).compilation)
    #expect(compilation.loss.name == "mean_squared_error")
    #expect(compilation.metrics.isEmpty)
    #expect(try #require(compilation.optimizer as? SGD).learningRate == 0.5)
    // The state of one optimizer is nothing to another.
    let next = try fit(
      folder, ["--optimizer", "rmsprop", "--loss", "mse"], model: "out.keras", output: "r.keras")
    #expect(next.status == 0, "\(next.errors)")
  }

  @Test("a model without a loss says what to do")
  func uncompiled() throws {
    let folder = try workshop(compiled: false)
    let outcome = try fit(folder, [])
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("m.keras: the model does not say with which loss"))
    #expect(outcome.errors.contains("give --loss NAME, or call model.compile(…)"))
    #expect(!folder.names.contains("out.keras"))
    #expect(try fit(folder, ["--loss", "binary_crossentropy"]).status == 0)
  }

  @Test("arrays that do not fit are refused before training, and what was there stays")
  func refusedArrays() throws {
    let folder = try workshop()
    try folder.write("precious", to: "out.keras")
    try NumPyFile.write(Tensor(repeating: 0, shape: [39]), to: folder["short.npy"])
    let (x, y) = (folder["x.npy"], folder["y.npy"])
    let cases: [([String], String)] = [
      ([x], "expected 1 input, then 1 target, found 1"),
      ([x, y, y], "expected 1 input, then 1 target, found 3"),
      ([x, folder["short.npy"]], "short.npy: the arrays differ in the number of samples"),
      ([y, y], "the data does not fit the input of the model"),
      ([x, x], "the targets do not fit the output of the model"),
      ([x, folder["missing.npy"]], "missing.npy: "),
      ([x, y, "--validation", x], "--validation"),
      ([x, y, "--validation-split", "0.99"], "--validation-split leaves a part without samples"),
      ([x, y, "--early-stopping", "val_loss"], "there is none"),
      ([x, y, "--early-stopping", "acc"], "one of loss, accuracy"),
    ]
    for (arguments, text) in cases {
      let outcome = try Program.run(
        ["fit", folder["m.keras"]] + arguments + ["--output", folder["out.keras"]])
      #expect(outcome.status == 1, "\(arguments)")
      #expect(outcome.errors.contains(text), "\(outcome.errors)")
      #expect(!outcome.errors.contains("ms/step"))
      #expect(try folder.bytes("out.keras") == Data("precious".utf8))
    }
  }

  @Test("checkpoints are written under their names and can be taken up; the best one alone")
  func checkpoints() throws {
    let folder = try workshop()
    let template = folder["at-{epoch:02d}-{loss:.3f}.keras"]
    let all = try fit(folder, ["--epochs", "3", "--checkpoint-path", template])
    #expect(all.status == 0, "\(all.errors)")
    let names = folder.names.filter { $0.hasPrefix("at-") }
    #expect(names.map { $0.prefix(6) } == ["at-01-", "at-02-", "at-03-"])
    #expect(try folder.bytes(names[2]) == folder.bytes("out.keras"))
    // A rate of 0 improves nothing after the first epoch; dropout is off in the validation.
    let options = ["--checkpoint-path", folder["best-{epoch}.weights.h5"], "--epochs", "3"]
    let best = try fit(
      folder,
      options + ["--checkpoint-best", "val_loss", "--validation-split", "0.5"]
        + ["--optimizer", "sgd", "--learning-rate", "0"])
    #expect(best.status == 0, "\(best.errors)")
    #expect(folder.names.filter { $0.hasPrefix("best-") } == ["best-1.weights.h5"])
  }

  /// Puts a number that is none into a sample of the second batch of ten.
  private func spoil(_ folder: Workshop) throws {
    try folder.write("precious", to: "out.keras")
    var values = try NumPyFile.read(folder["x.npy"]).scalars
    values[100] = .nan
    try NumPyFile.write(Tensor(shape: [40, 4, 2], scalars: values), to: folder["x.npy"])
  }

  @Test("data that are no numbers are refused with their place, and what was there stays")
  func noNumbers() throws {
    let folder = try workshop()
    try spoil(folder)
    let outcome = try fit(folder, ["--no-shuffle", "--batch-size", "10"])
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("x.npy"))
    #expect(outcome.errors.contains("sample 12"))
    #expect(try folder.bytes("out.keras") == Data("precious".utf8))
  }

  @Test("--terminate-on-nan is an error at the batch, where such data are allowed")
  func noNumber() throws {
    let folder = try workshop()
    try spoil(folder)
    let outcome = try fit(
      folder, ["--allow-nan", "--terminate-on-nan", "--no-shuffle", "--batch-size", "10"])
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("epoch 1 › batch 2: the loss is no longer a number"))
    #expect(try folder.bytes("out.keras") == Data("precious".utf8))
  }

  @Test("training that runs away ends with the epoch and a hint, and without a model")
  func runsAway() throws {
    let folder = try workshop()
    try folder.write("precious", to: "out.keras")
    // Finite targets whose gradients are not.
    let shape = try NumPyFile.read(folder["y.npy"]).shape
    try NumPyFile.write(Tensor(repeating: 3e38, shape: shape), to: folder["y.npy"])
    let outcome = try fit(
      folder, ["--loss", "mse", "--optimizer", "sgd", "--learning-rate", "10"])
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("epoch 1"))
    #expect(outcome.errors.contains("lower the learning rate"))
    #expect(try folder.bytes("out.keras") == Data("precious".utf8))
  }

  @Test("an early stop is told, with the epoch whose weights were kept")
  func earlyStop() throws {
    let folder = try workshop()
    let still = ["--optimizer", "sgd", "--learning-rate", "0", "--validation-split", "0.5"]
    let outcome = try fit(
      folder, still + ["--epochs", "9", "--early-stopping", "val_loss:2,restore-best"])
    #expect(outcome.errors.contains("stopped early after epoch 3"))
    #expect(outcome.errors.contains("the weights are those of epoch 1"))
    #expect(try weights(folder, "out.keras") == weights(folder, "m.keras"))
  }
}
