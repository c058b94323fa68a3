import UnrollNN
import UnrollTensor

/// Describes an architecture as Keras's `to_json`, with those keys only that every Keras 3 reads.
struct ArchitectureWriter {
  private let sequential: Sequential

  init(_ sequential: Sequential) { self.sequential = sequential }

  /// The object of the model.
  ///
  /// - Parameter compilation: what goes under `compile_config`; nil leaves the key out.
  /// - Returns: the description.
  /// - Throws: `UnrollError` if an option holds a number that JSON cannot.
  func description(compilation: JSONValue? = nil) throws -> JSONValue {
    let shape = JSONValue.array(
      [.null] + sequential.input.dimensions.map { $0.map(JSONValue.integer) ?? .null })
    let layers = try zip(sequential.entries, sequential.layerNames).map { entry, name in
      Envelope.layer(try entry.kerasForm(name: name))
    }
    let config: [String: JSONValue] = [
      "name": .string(sequential.name), "trainable": .bool(true), "dtype": .string("float32"),
      "layers": .array([inputLayer(shape)] + layers), "build_input_shape": shape,
    ]
    var model = Envelope.object("keras", "Sequential", .object(config))
    model["build_config"] = .object(["input_shape": shape])
    model["compile_config"] = compilation
    return model
  }

  private func inputLayer(_ shape: JSONValue) -> JSONValue {
    Envelope.object(
      "keras.layers", "InputLayer",
      .object([
        "batch_shape": shape, "dtype": .string(sequential.input.isTokens ? "int32" : "float32"),
        "sparse": .bool(false), "name": .string(sequential.input.name),
      ]))
  }
}
