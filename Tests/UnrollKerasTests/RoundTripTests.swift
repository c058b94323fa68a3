import Foundation
import Testing
import UnrollArchive
import UnrollKeras
import UnrollNN
import UnrollTensor
import _UnrollTestSupport

/// What Unroll writes, read again by Unroll; Scripts/roundtrip.py lets Keras read it.
@Suite struct RoundTripTests {
  /// Models in which every registered layer occurs, each option away from its default.
  static let samples: [String: @Sendable () throws -> Model] = {
    var samples: [String: @Sendable () throws -> Model] = [
      "Activation": { try sequences { Activation(.softsign) } },
      "Dense": { try sequences { Dense(3, activation: .elu, useBias: false) } },
      "Dropout": { try sequences { Dropout(0.25, noiseShape: [nil, 1, 3]) } },
      "Embedding": {
        try Model(input: .tokens(time: 5), seed: 3) {
          Embedding(inputDim: 7, outputDim: 2, maskZero: true)
        }
      },
      "Flatten": { try sequences { Flatten() } },
      "GlobalAveragePooling1D": { try sequences { GlobalAveragePooling1D() } },
      "Masking": { try sequences { Masking(-1) } },
    ]
    samples["GlobalMaxPooling1D"] = {
      var options = GlobalMaxPooling1D.Configuration.template
      options.keepdims = true
      return try sequences { GlobalMaxPooling1D(options) }
    }
    samples["SimpleRNN"] = {
      try sequences { SimpleRNN(3, activation: .relu, returnSequences: true, goBackwards: true) }
    }
    samples["LSTM"] = {
      var options = LSTM.Configuration(units: 3)
      options.recurrentActivation = .hardSigmoid
      options.unitForgetBias = false
      options.kernelInitializer = .randomUniform(minimum: -0.25, maximum: 1)
      options.zeroOutputForMask = true
      return try sequences { LSTM(options) }
    }
    samples["GRU"] = {
      var options = GRU.Configuration(units: 3)
      options.resetAfter = false
      (options.dropout, options.recurrentDropout) = (0.1, 0.2)
      return try sequences { GRU(options).named("own name") }
    }
    samples["Bidirectional"] = {
      var back = GRU.Configuration(units: 2)
      back.goBackwards = true
      var options = Bidirectional.Configuration.template
      options.mergeMode = .mul
      options.layer = LayerEntry(LSTM(2))
      options.backwardLayer = LayerEntry(GRU(back))
      let layer = Bidirectional(options)
      return try sequences {
        layer
        Dense(2).frozen()
      }
    }
    for layer in merging { samples[type(of: layer).className] = { try merged(layer) } }
    return samples.merging(RoundTripSamples.all) { $1 }
  }()

  /// Layers that read two values.
  private static let merging: [any Layer] = [
    Add(), Subtract(), Multiply(), Average(), Maximum(), Minimum(), Concatenate(axis: 1),
    Dot(axes: 1, 1, normalize: true),
    Attention(.init(useScale: true, scoreMode: .concat, dropout: 0.1)),
    AdditiveAttention(.init(useScale: false, dropout: 0.25)),
  ]

  private static func merged(_ layer: any Layer) throws -> Model {
    let graph = Functional { graph in
      let value = graph.input(.features(time: 5, size: 3))
      let shared = graph.layer(LayerEntry(Dense(3)))
      let read = [graph.call(shared, on: [value])[0], graph.call(shared, on: [value])[0]]
      return graph.add(LayerEntry(layer), to: read)
    }
    return try Model(graph, seed: 3)
  }

  @Test("there is a sample of every registered layer")
  func complete() {
    let missing = LayerRegistry.builtin.classNames.filter { Self.samples[$0] == nil }
    #expect(missing.isEmpty, "add a model to samples for each of these")
    for (name, make) in Self.samples {
      let classes = try? make().architecture.elements.compactMap(\.entry?.className)
      #expect(classes?.contains(name) == true)
    }
  }

  @Test(
    "a layer survives saving and loading", arguments: LayerRegistry.builtin.classNames,
    [".keras", ".json", ".h5"])
  func everyLayer(_ name: String, _ ending: String) throws {
    let workshop = try Workshop()
    let make = try #require(Self.samples[name])
    let model = try make()
    let path = workshop.path("model" + ending)
    try model.save(to: path)
    let loaded = try Model.loadWithNotes(path)
    #expect(loaded.notes.isEmpty)
    let (back, original) = (loaded.model.architecture, model.architecture)
    #expect(back.layerNames == original.layerNames)
    // A file names the type of the numbers, which a model made in Swift may leave open.
    let type = original.inputs[0].isTokens ? "int32" : "float32"
    #expect(back.inputs == original.withInputs { $0.dataType = type }.inputs)
    let named = zip(original.elements, original.layerNames).map { $0.entry?.named($1) }
    #expect(back.elements.map(\.entry) == named)
    #expect(
      loaded.model.parameters.values.map(\.bits) == model.parameters.values.map(\.bits))
    let shape = Shape([4] + original.inputs[0].dimensions.map { $0 ?? 5 })
    let input = Tensor<Float>(
      shape: shape, scalars: (0..<shape.count).map { Float($0 * 5 % 7) })
    #expect(try loaded.model.predict(input).bits == model.predict(input).bits)
  }

  @Test("equal models give equal bytes, at any time")
  func deterministic() throws {
    let workshop = try Workshop()
    for name in ["first", "second"] {
      let model = try trained(Adam(learningRate: 0.01))
      for ending in [".keras", ".json", ".h5"] {
        try model.save(to: workshop.path(name + ending))
      }
      // Times in files count seconds.
      Thread.sleep(forTimeInterval: 1.1)
    }
    for ending in [".keras", ".json", ".weights.h5", ".h5"] {
      #expect(try workshop.read("first" + ending) == workshop.read("second" + ending))
    }
  }

  @Test("a trained model trains on as if it had not been saved", arguments: [".keras", ".h5"])
  func continues(_ ending: String) throws {
    for optimizer: any Optimizer in [
      Adam(learningRate: 0.01, amsgrad: true),
      RMSprop(learningRate: 0.01, rho: 0.8, momentum: 0.5, centered: true),
      SGD(learningRate: 1, momentum: 0.9), SGD(learningRate: 1),
    ] {
      let workshop = try Workshop()
      let model = try trained(optimizer)
      try model.save(to: workshop.path("model" + ending))
      let back = try Model.load(workshop.path("model" + ending))
      #expect(back.optimizerState?.iterations == model.optimizerState?.iterations)
      #expect(back.compilation?.metrics.map(\.name) == ["accuracy"])
      try train(model)
      try train(back)
      #expect(back.parameters.values.map(\.bits) == model.parameters.values.map(\.bits))
    }
  }

  @Test("assets travel with the model, aligned and without a copy")
  func assets() throws {
    let workshop = try Workshop()
    let vectors = (0..<1000).map { UInt8($0 % 251) }
    let path = workshop.path("model.keras")
    try Self.sequences { LSTM(2) }.save(
      to: path,
      assets: [
        KerasAsset("assets/unroll/vocabulary.txt", Array("cats\ndogs\n".utf8)),
        KerasAsset("assets/unroll/vectors.f32", vectors),
      ])
    let archive = try #require(try Model.loadWithNotes(path).archive)
    #expect(archive.has("assets/unroll/vectors.f32") && !archive.has("assets/unroll/other"))
    let bytes = try archive.bytes("assets/unroll/vectors.f32")
    #expect(bytes.isMapped && bytes.toArray() == vectors)
    bytes.withBytes { span in
      span.withUnsafeBytes { #expect(Int(bitPattern: $0.baseAddress) % 64 == 0) }
    }
  }

  @Test("a layer of the user's own is read by its type")
  func customLayer() throws {
    let workshop = try Workshop()
    try Self.sequences { Doubling(factor: 3) }.save(to: workshop.path("model.keras"))
    let model = try Model.load(workshop.path("model.keras"), customLayers: [Doubling.self])
    let input = Tensor<Float>(repeating: 1, shape: [1, 5, 3])
    #expect(try model.predict(input) == Tensor(repeating: 3, shape: [1, 5, 3]))
    let error = failure { _ = try Model.load(workshop.path("model.keras")) }
    #expect(error?.code == .unsupported)
  }

  static func sequences(@LayerBuilder _ layers: () -> [LayerEntry]) throws -> Model {
    try Model(input: .features(time: 5, size: 3), seed: 3, layers)
  }

  private func trained(_ optimizer: any Optimizer) throws -> Model {
    let model = try Self.sequences {
      Bidirectional(LSTM(3))
      Dropout(0.2)
      Dense(1, activation: .sigmoid)
    }
    model.compilation = Compilation(
      optimizer: optimizer, loss: BinaryCrossentropy(), metrics: [.accuracy])
    try train(model)
    return model
  }

  private func train(_ model: Model) throws {
    let compilation = try #require(model.compilation)
    let x = Tensor<Float>(shape: [6, 5, 3], scalars: (0..<90).map { Float($0 * 7 % 11) / 11 })
    let y = Tensor<Float>(shape: [6, 1], scalars: [0, 1, 1, 0, 1, 0])
    try Trainer(model, compilation).fit(ArrayDataset(x, y), epochs: 2, batchSize: 3, seed: 1)
  }
}

/// A layer that Keras does not have.
private struct Doubling: Layer {
  struct Configuration: LayerConfiguration {
    var factor: Float
    static let template = Configuration(factor: 2)
  }

  static let className = "Doubling"
  let configuration: Configuration

  init(_ configuration: Configuration) { self.configuration = configuration }
  init(factor: Float) { self.init(Configuration(factor: factor)) }

  func plan(_ plan: inout LayerPlan) -> NoSlots { NoSlots() }

  func forward(_: NoSlots, _ pass: ForwardPass) {
    let (input, output) = (pass.denseInput, pass.output)
    for row in 0..<input.rows {
      for column in 0..<input.columns {
        output[row, column] = configuration.factor * input[row, column]
      }
    }
  }

  func backward(_: NoSlots, _ pass: BackwardPass) {}
}
