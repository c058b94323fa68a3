import Foundation
import Testing
import UnrollArchive
import UnrollKeras
import UnrollNN
import UnrollTensor
import _UnrollTestSupport

/// Files that prove themselves when they are loaded.
@Suite("A model file proves itself")
struct SelfCheckTests {
  private static let description = "assets/unroll/self_check.json"
  private let workshop: Workshop

  init() throws { workshop = try Workshop() }

  /// Two inputs, one of integers with a mask, and two outputs.
  @Sendable private static func graph() throws -> Model {
    let graph = Functional { graph in
      var (words, extra) = (Input.tokens(time: nil), Input.vector(3))
      (words.name, extra.name) = ("words", "extra")
      let embedded = graph.add(
        Embedding(inputDim: 9, outputDim: 4, maskZero: true), to: graph.input(words))
      let read = graph.add(LSTM(5), to: embedded)
      let both = graph.add(Concatenate(), to: read, graph.input(extra))
      return [
        graph.add(Dense(2, activation: .softmax).named("kind"), to: [both])[0],
        graph.add(Dense(1).named("size"), to: [both])[0],
      ]
    }
    return try Model(graph, seed: 4)
  }

  /// The members of an archive, one of them changed.
  private func repack(
    _ path: String, to name: String, _ change: (String, [UInt8]) throws -> [UInt8]?
  ) throws -> String {
    let archive = try KerasArchive(path: path)
    try AtomicFile.write(to: workshop.path(name)) { file in
      var zip = ZipWriter(to: file)
      for member in archive.memberNames {
        guard let bytes = try change(member, archive.bytes(member).toArray()) else { continue }
        try zip.add(name: member, data: bytes)
      }
      try zip.finish()
    }
    return workshop.path(name)
  }

  private func saved(_ model: Model, _ name: String = "m.keras") throws -> String {
    try model.save(to: workshop.path(name))
    return workshop.path(name)
  }

  /// A text of a member, changed.
  private func edited(_ bytes: [UInt8], _ old: String, _ new: String) throws -> [UInt8] {
    let text = String(decoding: bytes, as: UTF8.self)
    try #require(text.contains(old), "\(text)")
    return Array(text.replacing(old, with: new).utf8)
  }

  @Test("every instruction set stays far within the tolerance", arguments: Kernels.available)
  func margins(_ kernels: Kernels) throws {
    var worst: (Float, String) = (0, "")
    var models = RoundTripTests.samples
    for name in Exchange.names { models[name] = { try Model.load(Exchange.path(name + ".keras")) } }
    models["a graph"] = Self.graph
    // Any others, such as those that Scripts/conformance.sh makes.
    if let folder = ProcessInfo.processInfo.environment["UNROLL_TEST_MODELS"] {
      for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
        models[name] = { try Model.load(folder + "/" + name) }
      }
    }
    for (name, make) in models {
      let loaded = try Model.loadWithNotes(saved(make()))
      let margin = try #require(try loaded.selfCheckMargin(kernels), "\(name) has no self-check")
      if margin > worst.0 { worst = (margin, name) }
    }
    print("\(kernels): \(models.count) models, at most \(worst.0) of the tolerance (\(worst.1))")
    #expect(worst.0 < 0.25)
  }

  @Test("the file is the same whatever computes, and after loading and saving again")
  func reproducible() throws {
    let model = try Self.graph()
    let first = try saved(model)
    try Model.load(first).save(to: workshop.path("again.keras"))
    #expect(try workshop.read("again.keras") == workshop.read("m.keras"))
    try model.save(to: workshop.path("m.json"))
    try Model.load(workshop.path("m.json")).save(to: workshop.path("back.keras"))
    #expect(try workshop.read("back.keras") == workshop.read("m.keras"))
  }

  @Test("samples cover integers of the vocabulary, open steps, masks and all outputs")
  func samples() throws {
    let archive = try KerasArchive(path: saved(Self.graph()))
    let text = String(decoding: try archive.bytes(Self.description).toArray(), as: UTF8.self)
    #expect(text.contains(#""lengths": [12, 12, 6], "padding": 0.0, "shape": [12]"#), "\(text)")
    #expect(text.contains(#""name": "kind""#) && text.contains(#""name": "size""#))
    let words = try NumPyFile.read(
      archive.bytes("assets/unroll/self_check/input_0.npy").toArray(), name: "words")
    #expect(words.shape == [3, 12] && words.scalars.allSatisfy { (1...8).contains($0) })
    let kinds = try NumPyFile.read(
      archive.bytes("assets/unroll/self_check/output_0.npy").toArray(), name: "kinds")
    #expect(kinds.shape == [3, 2])
    // What softmax puts out is a mathematical fact.
    for sample in 0..<3 { #expect(abs(kinds[sample, 0] + kinds[sample, 1] - 1) < 1e-6) }
  }

  @Test("a model that computes something else is refused, with the output and the way around")
  func otherSemantics() throws {
    let good = try saved(RoundTripTests.sequences { Dense(2, activation: .tanh) })
    // Another activation, and a self-check that claims to belong to it.
    var config: [UInt8] = []
    let archive = try KerasArchive(path: good)
    config = try edited(
      archive.bytes("config.json").toArray(), #""activation": "tanh""#, #""activation": "sigmoid""#)
    let old =
      config.isEmpty ? 0 : Checksum.of(try archive.bytes("config.json").toArray().span.bytes)
    let new = Checksum.of(config.span.bytes)
    let bad = try repack(good, to: "bad.keras") { name, bytes in
      if name == "config.json" { return config }
      return name == Self.description ? try edited(bytes, "\(old)", "\(new)") : bytes
    }
    let error = try #require(failure { _ = try Model.load(bad) })
    #expect(error.code == .corruptFile && error.path.first == bad)
    #expect(error.path.contains("output dense") && error.path.contains { $0.hasPrefix("sample ") })
    #expect(
      error.expected?.contains("give or take") == true && error.found?.contains("away") == true)
    #expect(error.hint?.contains("--no-self-check") == true)
    #expect(try Model.load(bad, selfCheck: false).parameters.count == 8)
  }

  @Test("weights that another program has replaced are a note, no error")
  func stale() throws {
    let (first, second) = (
      try saved(RoundTripTests.sequences { Dense(2) }),
      try saved(RoundTripTests.sequences { Dense(2, activation: .relu) }, "other.keras")
    )
    let other = try KerasArchive(path: second)
    let path = try repack(first, to: "stale.keras") { name, bytes in
      name == "config.json" ? try other.bytes(name).toArray() : bytes
    }
    let loaded = try Model.loadWithNotes(path)
    #expect(loaded.notes.count == 1)
    #expect(loaded.notes.first?.description.contains("another program") == true)
  }

  @Test("files without a self-check load, and weights from elsewhere are not held to one")
  func without() throws {
    let model = try RoundTripTests.sequences { LSTM(2) }
    try model.save(to: workshop.path("plain.keras"), selfCheck: false)
    #expect(try !KerasArchive(path: workshop.path("plain.keras")).has(Self.description))
    let other = try Model(RoundTripTests.sequences { LSTM(2) }.architecture, seed: 9)
    try other.saveWeights(to: workshop.path("w.weights.h5"))
    let path = try saved(model)
    let loaded = try Model.load(path, weights: workshop.path("w.weights.h5"))
    #expect(loaded.parameters.values == other.parameters.values)
  }

  @Test("a stateful model with a fixed batch is asked from its first step on")
  func stateful() throws {
    var options = LSTM.Configuration(units: 3)
    options.stateful = true
    var input = Input.features(time: 4, size: 2)
    input.batch = 5
    let model = try Model(input: input, seed: 2) { LSTM(options) }
    _ = try model.predict(Tensor(repeating: 1, shape: [5, 4, 2]))
    let loaded = try Model.loadWithNotes(saved(model))
    #expect(try #require(try loaded.selfCheckMargin(.active)) <= 1)
  }

  @Test("outputs that are not finite, or noise alone, are left out")
  func notFinite() throws {
    let model = try RoundTripTests.sequences { Dense(1) }
    var values = model.parameters.values
    values[0] = Tensor(repeating: .nan, shape: values[0].shape)
    try model.parameters.replaceAll(values)
    let refusal = try #require(failure { try model.save(to: workshop.path("nan.keras")) })
    #expect(refusal.code == .notFinite && refusal.path.last == "dense/kernel")
    #expect(throws: UnrollError.self) { try model.saveWeights(to: workshop.path("w.weights.h5")) }
    #expect(!FileManager.default.fileExists(atPath: workshop.path("nan.keras")))
    try model.save(to: workshop.path("nan.keras"), allowsNonFinite: true)
    #expect(try !KerasArchive(path: workshop.path("nan.keras")).has(Self.description))
    #expect(try Model.load(workshop.path("nan.keras")).parameters.count == 4)
    // Each step multiplies by 8: what is in the last digit at first fills the number at last.
    let wild = try Model(input: .features(time: 300, size: 1), seed: 1) {
      SimpleRNN(1, activation: .linear)
    }
    try wild.parameters.replaceAll(
      wild.parameters.values.map { Tensor(repeating: 8, shape: $0.shape) })
    #expect(try Model.load(saved(wild)).parameters.count == 3)
  }

  @Test("a damaged or lying self-check is an error, never a crash")
  func damaged() throws {
    let good = try saved(Self.graph())
    let random = UInt64.random(in: 0..<1 << 32)
    var source = RandomSource(seed: random)
    var refused = 0
    for round in 0..<100 {
      let path = try repack(good, to: "bad.keras") { name, bytes in
        guard name.contains("self_check"), round % 4 == 0 || source.next() & 1 == 0 else {
          return bytes
        }
        var bytes = bytes
        switch source.integer(below: 5) {
        case 0: return nil
        case 1: return Array(bytes.prefix(source.integer(below: bytes.count)))
        case 2: bytes[source.integer(below: bytes.count)] = UInt8(truncatingIfNeeded: source.next())
        case 3: bytes.append(contentsOf: bytes)
        default:
          let place = source.integer(below: bytes.count)
          bytes.replaceSubrange(place..<min(place + 3, bytes.count), with: Array("999".utf8))
        }
        return bytes
      }
      do { _ = try Model.load(path) } catch is UnrollError { refused += 1 }
    }
    #expect(refused > 30, "seed \(random)")
  }

  @Test(
    "impossible sizes are refused before memory is taken",
    arguments: [
      (#""shape": [12]"#, #""shape": [1099511627776]"#),
      (#""shape": [12]"#, #""shape": [2097152, 4611686018427387904]"#),
      (#""shape": [12]"#, #""shape": []"#),
      (#""lengths": [12, 12, 6]"#, #""lengths": []"#),
      (#""lengths": [12, 12, 6]"#, #""lengths": [12, -1, 6]"#),
      (#""padding": 0.0"#, #""padding": 1e99"#),
      (#""padding": 0.0"#, #""padding": null"#),
      (#""tolerance": "#, #""tolerance": -"#),
      (#""format": 1"#, #""format": 2"#),
      (#""inputs": ["#, #""inputs": [{}, "#),
    ])
  func impossible(_ old: String, _ new: String) throws {
    let path = try repack(saved(Self.graph()), to: "bad.keras") { name, bytes in
      name == Self.description ? try edited(bytes, old, new) : bytes
    }
    let error = try #require(failure { _ = try Model.load(path) })
    #expect(error.path.first == path && error.path.contains { $0.contains("self_check") })
  }

  @Test("a self-check that is too large is refused unread")
  func tooLarge() throws {
    let path = try repack(saved(Self.graph()), to: "bad.keras") { name, bytes in
      name.hasSuffix("input_0.npy") ? bytes + [UInt8](repeating: 0, count: 2 << 20) : bytes
    }
    #expect(failure { _ = try Model.load(path) }?.code == .limitExceeded)
  }
}
