import UnrollNN

/// What the Open Inference Protocol tells about a server and its models.
enum InferenceMetadata {
  /// The answer to `GET /v2`.
  static func server(version: String) -> JSONValue {
    .object([
      "name": .string("unroll"), "version": .string(version),
      "extensions": .array([.string("binary_tensor_data")]),
    ])
  }

  /// The answer to `GET /v2/models/NAME[/versions/N]`.
  static func model(_ model: ServedModel, versions: ModelVersions) -> JSONValue {
    let numbers = versions.states.keys.sorted().filter { versions.loaded($0) != nil }
    return .object([
      "name": .string(model.name),
      "versions": .array(numbers.map { .string("\($0)") }),
      "platform": .string("unroll_keras"),
      "inputs": .array(model.signature.inputs.map(tensor)),
      "outputs": .array(model.signature.outputs.map(tensor)),
    ])
  }

  private static func tensor(_ entry: ModelSignature.Entry) -> JSONValue {
    let shape = ([nil] + entry.shape).map { JSONValue.integer($0 ?? -1) }
    return .object([
      "name": .string(entry.name), "datatype": .string(entry.protocolType.rawValue),
      "shape": .array(shape),
    ])
  }
}
