import UnrollNN
import UnrollTensor

/// Describes an architecture as Keras's `to_json`, with those keys only that every Keras 3 reads.
struct ArchitectureWriter {
  private let architecture: Architecture

  init(_ architecture: Architecture) { self.architecture = architecture }

  /// The object of the model.
  ///
  /// - Parameter compilation: what goes under `compile_config`; nil leaves the key out.
  /// - Returns: the description.
  /// - Throws: `UnrollError` if an option holds a number that JSON cannot.
  func description(compilation: JSONValue? = nil) throws -> JSONValue {
    var model =
      switch architecture {
      case .sequential(let chain): try Self.describe(chain)
      case .functional(let graph): try GraphWriter(graph).description()
      }
    model["compile_config"] = compilation
    return model
  }

  private static func describe(_ chain: Sequential) throws -> JSONValue {
    let shape = shape(of: chain.input)
    let layers = try zip(chain.entries, chain.layerNames).map { try layer($0, name: $1) }
    let config: [String: JSONValue] = [
      "name": .string(chain.name), "trainable": .bool(true), "dtype": .string("float32"),
      "layers": .array([inputLayer(chain.input)] + layers), "build_input_shape": shape,
    ]
    var model = Envelope.object("keras", "Sequential", .object(config))
    model["build_config"] = .object(["input_shape": shape])
    return model
  }

  /// The object of a layer, or of a model inside the model.
  static func layer(_ entry: LayerEntry, name: String) throws -> JSONValue {
    guard let nested = entry.layer as? NestedModel else {
      return try locating(name) { try Envelope.layer(entry.kerasForm(name: name)) }
    }
    var model = try ArchitectureWriter(nested.configuration.architecture).description()
    var config = model["config"] ?? .object([:])
    config["name"] = .string(name)
    config["trainable"] = .bool(entry.isTrainable)
    model["config"] = config
    return model
  }

  /// The object of an input.
  static func inputLayer(_ input: Input) -> JSONValue {
    Envelope.object(
      "keras.layers", "InputLayer",
      .object([
        "batch_shape": shape(of: input), "dtype": .string(dataType(of: input)),
        "sparse": .bool(false), "name": .string(input.name),
      ]))
  }

  /// Keras's type of the numbers of an input.
  static func dataType(of input: Input) -> String {
    input.dataType ?? (input.isTokens ? "int32" : "float32")
  }

  private static func shape(of input: Input) -> JSONValue {
    shape([input.batch] + input.dimensions)
  }

  /// A shape with null for what the data decides.
  static func shape(_ sizes: [Int?]) -> JSONValue {
    .array(sizes.map { $0.map(JSONValue.integer) ?? .null })
  }
}
