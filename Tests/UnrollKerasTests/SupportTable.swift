import UnrollKeras
import UnrollNN
import UnrollTensor

/// The page docs/keras-layers.md: what of Keras there is, as the registries say.
struct SupportTable {
  let surface: KerasSurface

  /// The page.
  var page: String {
    """
    # What of Keras there is

    Made of Unroll's registries and of what real Keras \(surface.keras) offers; a test fails where this
    page and the code differ. What is not named as supported is refused by name, with its place, before
    any training.

    ## Layers

    `activity_regularizer` (L1, L2, L1L2) is understood by every layer; those of the layers inside
    Bidirectional count, that of the layer inside TimeDistributed does not, both as in Keras.
    Options are held against Keras's signatures by a test: each is understood, without effect, or
    refused by name.

    \(layers)

    """ + sections.map { title, body in "\n## \(title)\n\n\(body)\n" }.joined()
  }

  private var layers: String {
    let supported = LayerOptionTests.classNames.sorted()
    let rows = supported.map { name in
      let options = (try? Self.options(surface.sample(name))) ?? []
      return "| \(name) | \(options.joined(separator: ", ")) | \(Self.differences[name] ?? "") |"
    }
    let missing = surface.layers.keys.filter { !supported.contains($0) && $0 != "InputLayer" }
    return """
      | layer | options | differs from Keras |
      |---|---|---|
      \(rows.joined(separator: "\n"))

      Sequential, Functional and models inside models are there, too, with `InputLayer`.
      Refused by name: \(missing.sorted().joined(separator: ", ")).
      """
  }

  /// The options that a layer writes, which are those that it understands.
  private static func options(_ sample: JSONValue) throws -> [String] {
    let read = try LayerReading.read(sample)
    let config = try read.entry.kerasForm(name: nil)["config"]?.object ?? [:]
    let shared = ["trainable", "activity_regularizer"]
    let known = Set(config.keys).union(optional(sample)).subtracting(shared)
    return known.sorted().map { "`\($0)`" }
  }

  /// The options that are null, and so not written, but may hold a rule of a weight.
  private static func optional(_ sample: JSONValue) -> [String] {
    let config = sample["config"]?.object ?? [:]
    return config.keys.filter { key in
      var form = sample
      var changed = config
      changed[key] = .string(key.hasSuffix("_constraint") ? "non_neg" : "l2")
      form["config"] = .object(changed)
      guard key.hasSuffix("_constraint") || key.hasSuffix("_regularizer"),
        let read = try? LayerReading.read(form),
        let written = try? read.entry.kerasForm(name: nil)["config"]
      else { return false }
      return written[key] != nil
    }
  }

  private var sections: [(String, String)] {
    [
      ("Activations", list(surface.activations) { try Self.decode(ActivationFunction.self, $0) }),
      ("Initialisers", list(surface.initializers) { try Self.decode(Initializer.self, $0) }),
      ("Regularisers", list(surface.regularizers) { try Self.decode(Regularizer.self, $0) }),
      ("Constraints", list(surface.constraints) { try Self.decode(Constraint.self, $0) }),
      ("Optimizers", list(surface.optimizers) { _ = try OptimizerRegistry.optimizer(named: $0) }),
      (
        "Learning-rate schedules",
        list(surface.schedules, of: ScheduleRegistry.builtin.map { $0.className })
      ),
      ("Losses", list(surface.losses) { _ = try LossRegistry.loss(named: $0) }),
      ("Metrics", list(surface.metrics, isSupported: Self.isMetric)),
      ("Callbacks", list(surface.callbacks, of: Self.callbacks)),
    ]
  }

  private func list(_ names: [String], _ make: (String) throws -> Void) -> String {
    list(names) { name in
      do {
        try make(name)
        return true
      } catch {
        return false
      }
    }
  }

  private func list(_ names: [String], of supported: [String]) -> String {
    list(names, isSupported: supported.contains)
  }

  private func list(_ names: [String], isSupported: (String) -> Bool) -> String {
    let supported = names.filter(isSupported)
    let missing = names.filter { !isSupported($0) }
    let differing = supported.compactMap { name in
      Self.differences[name].map { "- \(name): \($0)" }
    }
    let parts = [
      supported.joined(separator: ", ") + ".",
      missing.isEmpty ? "" : "Not supported: \(missing.joined(separator: ", ")).",
      differing.joined(separator: "\n"),
    ]
    return parts.filter { !$0.isEmpty }.joined(separator: "\n\n")
  }

  private static func decode<Value: Decodable>(_: Value.Type, _ name: String) throws {
    _ = try JSONValue.string(name).decode(Value.self)
  }

  private static func isMetric(_ name: String) -> Bool {
    do {
      _ = try MetricRegistry.metric(className: name, .object([:]))
      return true
    } catch {
      // Some need an option; they are known all the same.
      return (error as? UnrollError)?.code == .invalidConfiguration || name == "Accuracy"
    }
  }

  private static let callbacks: [String] = {
    let types: [any Callback.Type] = [
      CSVLogger.self, EarlyStopping.self, LearningRateScheduler.self, ModelCheckpoint.self,
      ReduceLROnPlateau.self, TensorBoard.self, TerminateOnNaN.self,
    ]
    return types.map { "\($0)" } + ["\(History.self)"]
  }()

  /// In what the supported differ from Keras's, in a line each.
  static let differences = [
    "BatchNormalization": "one machine, so `synchronized` changes nothing; no `renorm`",
    "GRUCell": "inside RNN", "LSTMCell": "inside RNN", "SimpleRNNCell": "inside RNN",
    "StackedRNNCells": "inside RNN",
    "Conv1D": "`channels_last` only; no `lora_rank`",
    "Dense": "no `lora_rank`, no quantization",
    "Embedding": "reads an input of the model; no `lora_rank`, no quantization",
    "LayerNormalization": "several axes must be neighbours",
    "Softmax": "takes no mask",
    "TimeDistributed": "a layer that looks at the whole batch is not trained in it",
    "OrthogonalRegularizer": "for weights, not for what layers put out",
    "LearningRateScheduler": "in Swift: it takes a closure",
  ]
}
