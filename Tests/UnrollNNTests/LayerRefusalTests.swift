import Testing
import UnrollNN
import UnrollTensor

/// Options and inputs that a layer cannot work with are named before anything is computed.
@Suite("Layers refuse by name what they cannot do")
struct LayerRefusalTests {
  struct Refusal: Sendable, CustomTestStringConvertible {
    let layer: any Layer
    let input: Shape
    let words: [String]
    var isMasked = false
    var testDescription: String { "\(type(of: layer).className): \(words.joined(separator: " "))" }

    init(
      _ layer: any Layer, on input: Shape = [2, 5, 4], isMasked: Bool = false, _ words: [String]
    ) {
      (self.layer, self.input, self.words, self.isMasked) = (layer, input, words, isMasked)
    }
  }

  static let refusals: [Refusal] = [
    Refusal(Softmax(), isMasked: true, ["Softmax", "masked"]),
    Refusal(Softmax(axis: 3), ["axis", "[3]"]),
    Refusal(Softmax(axis: 0), ["batch"]),
    Refusal(Softmax(axes: [2, 1]), ["ascending"]),
    Refusal(ReLU(maxValue: -1), ["max_value"]),
    Refusal(ReLU(negativeSlope: -1), ["negative_slope"]),
    Refusal(LeakyReLU(negativeSlope: -1), ["negative_slope"]),
    Refusal(PReLU(sharedAxes: [3]), ["shared_axes", "3"]),
    Refusal(Reshape(3, -1), ["Reshape", "20 elements"]),
    Refusal(Reshape(-1, -1), ["target_shape"]),
    Refusal(Reshape(1 << 40, 1 << 40), ["target_shape"]),
    Refusal(Permute(1, 1), ["dims"]),
    Refusal(Permute(1), ["Permute", "[2, 5, 4]"]),
    Refusal(RepeatVector(2), ["RepeatVector", "[batch, features]"]),
    Refusal(RepeatVector(1 << 60), on: [2, 4], ["n must lie"]),
    Refusal(UpSampling1D(0), ["size"]),
    Refusal(UpSampling1D(2), on: [2, 4], ["[batch, time, features]"]),
    Refusal(ZeroPadding1D(-1, 1), ["padding"]),
    Refusal(Cropping1D(3, 2), ["cropping", "(3, 2)"]),
    Refusal(MaxPooling1D(6), ["window", "6 steps"]),
    Refusal(MaxPooling1D(2, padding: .causal), ["padding"]),
    Refusal(AveragePooling1D(0), ["pool_size"]),
    Refusal(Conv1D(3, kernelSize: 6), ["window", "6 steps"]),
    Refusal(Conv1D(3, kernelSize: 2, groups: 2), ["filters must be a multiple of groups"]),
    Refusal(Conv1D(3, kernelSize: 2, groups: 3), ["groups", "3 features"]),
    Refusal(Conv1D(3, kernelSize: 2, strides: 2, dilationRate: 2), ["dilation_rate"]),
    Refusal(Conv1D(3, kernelSize: 2), on: [2, 4], ["Conv1D", "[batch, time, features]"]),
    Refusal(Dropout(0.5, noiseShape: [nil, 2, 4]), ["noise_shape", "(None, 2, 4)"]),
    Refusal(Dropout(0.5, noiseShape: [2, 1, 4]), ["noise_shape", "batch"]),
    Refusal(SpatialDropout1D(0.5), on: [2, 4], ["SpatialDropout1D"]),
    Refusal(GaussianNoise(1.5), ["stddev"]),
    Refusal(GaussianDropout(1), ["rate must be below 1"]),
    Refusal(AlphaDropout(1), ["rate must be below 1"]),
    Refusal(TimeDistributed(Dense(2)), on: [2, 4], ["TimeDistributed", "[batch, time, …]"]),
    Refusal(TimeDistributed(LSTM(2)), ["some_layer › layer", "[batch, time, features]"]),
    Refusal(TimeDistributed(Softmax()), isMasked: true, ["Softmax", "masked"]),
    Refusal(TimeDistributed(Dropout(0.5, noiseShape: [1, nil])), ["noise_shape"]),
    Refusal(
      TimeDistributed(BatchNormalization()), ["TimeDistributed", "whole batch", "layer"]),
    Refusal(BatchNormalization(axis: 1), isMasked: true, ["BatchNormalization", "mask"]),
    Refusal(BatchNormalization(axis: 3), ["axis"]),
    Refusal(LayerNormalization(axes: [4]), ["axis"]),
    Refusal(UnitNormalization(axis: 0), ["batch"]),
  ]

  @Test("the message names the option or the shape", arguments: refusals)
  func isNamed(_ refusal: Refusal) throws {
    let sizes = refusal.input.dimensions.dropFirst().map { Optional($0) }
    let before = refusal.isMasked ? [LayerEntry(Masking())] : []
    let error = #expect(throws: UnrollError.self) {
      let sequential = Sequential(
        input: Input(dimensions: Array(sizes)),
        entries: before + [LayerEntry(refusal.layer, name: "some_layer")])
      _ = try Plan(sequential, batch: 2, form: .dense, mode: .training)
    }
    let text = String(describing: try #require(error))
    for word in refusal.words + ["some_layer"] {
      #expect(text.contains(word), "\(text) does not say \(word)")
    }
  }

  @Test("windows are planned where the data decides the number of steps")
  func openSteps() throws {
    let model = try Model(input: .features(time: nil, size: 2), seed: 1) {
      Conv1D(3, kernelSize: 5)
      MaxPooling1D(2)
      GlobalMaxPooling1D()
    }
    let input = Tensor<Float>(repeating: 1, shape: [2, 9, 2])
    #expect(try model.predict(input).shape == [2, 3])
    #expect(throws: UnrollError.self) {
      try model.predict(Tensor(repeating: 1, shape: [2, 4, 2]))
    }
  }

  @Test("weights that depend on an open number of steps are refused")
  func openWeights() throws {
    let layers: [any Layer] = [PReLU(), LayerNormalization(axes: [1]), BatchNormalization(axis: 1)]
    for layer in layers {
      let error = #expect(throws: UnrollError.self) {
        try Model(input: .features(time: nil, size: 2)) { layer.named("some_layer") }
      }
      #expect(error?.path == ["some_layer"])
      #expect(error?.message.contains("the number of steps") == true)
    }
    _ = try Model(input: .features(time: nil, size: 2)) { PReLU(sharedAxes: [1]) }
  }

  @Test("Keras 2's names and forms of options are read")
  func oldForms() throws {
    let registry = LayerRegistry.builtin
    let leaky = try registry.layer("LeakyReLU", .object(["alpha": .number(0.5)]))
    #expect((leaky as? LeakyReLU)?.configuration.negativeSlope == 0.5)
    let pooling = try registry.layer(
      "MaxPooling1D", .object(["pool_size": .integer(3), "strides": .null]))
    #expect((pooling as? MaxPooling1D)?.configuration == MaxPooling1D(3).configuration)
    let padding = try registry.layer("ZeroPadding1D", .object(["padding": .integer(2)]))
    #expect((padding as? ZeroPadding1D)?.configuration.padding == Margins(2, 2))
  }

  @Test(
    "an option that would be lost is refused",
    arguments: [
      ("kernel_regularizer", JSONValue.object(["class_name": .string("?")])),
      ("lora_rank", .integer(4)), ("data_format", .string("channels_first")),
    ])
  func isNotLost(_ option: String, _ value: JSONValue) throws {
    let options: [String: JSONValue] = [
      "filters": .integer(2), "kernel_size": .array([.integer(1)]), option: value,
    ]
    let error = #expect(throws: UnrollError.self) {
      let layer = try LayerRegistry.builtin.layer("Conv1D", .object(options))
      _ = try Model(Sequential(input: .features(time: 3, size: 2), entries: [LayerEntry(layer)]))
    }
    #expect(String(describing: try #require(error)).contains(option))
  }
}
