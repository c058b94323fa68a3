import UnrollNN

/// The state of a model's versions, and what it takes and gives, as TensorFlow Serving tells them.
enum ModelStatus {
  /// The answer to `GET /v1/models/NAME[/versions/N]`.
  ///
  /// - Throws: ``ServiceError`` if there is no such model or version.
  static func status(_ versions: ModelVersions?, _ reference: ModelReference) throws -> JSONValue {
    guard let versions, !versions.states.isEmpty else {
      throw ServiceError.notFound("Could not find any versions of model \(reference.name)")
    }
    var states = versions.states.sorted { $0.key > $1.key }
    if let version = reference.version {
      states = states.filter { $0.key == version }
      guard !states.isEmpty else {
        throw ServiceError.notFound(
          "Could not find version \(version) of model \(reference.name)")
      }
    }
    return .object(["model_version_status": .array(states.map { state($0.key, $0.value) })])
  }

  private static func state(_ version: Int, _ state: ModelVersions.State) -> JSONValue {
    let (name, code, message) =
      switch state {
      case .available: ("AVAILABLE", "OK", "")
      // A version that cannot be loaded has, in the words of TensorFlow Serving, come to its end.
      case .failed(let reason): ("END", "UNKNOWN", reason)
      }
    return .object([
      "version": .string("\(version)"), "state": .string(name),
      "status": .object(["error_code": .string(code), "error_message": .string(message)]),
    ])
  }

  /// The answer to `GET /v1/models/NAME[/versions/N]/metadata`.
  static func metadata(_ model: ServedModel) -> JSONValue {
    let signature: JSONValue = .object([
      "inputs": entries(model.signature.inputs) { entry, _ in
        "\(ModelSignature.name)_\(entry.name):0"
      },
      "outputs": entries(model.signature.outputs) { "StatefulPartitionedCall:\($1)" },
      "method_name": .string("tensorflow/serving/predict"),
    ])
    return .object([
      "model_spec": .object([
        "name": .string(model.name), "signature_name": .string(""),
        "version": .string("\(model.version)"),
      ]),
      "metadata": .object([
        "signature_def": .object([
          "signature_def": .object([ModelSignature.name: signature])
        ])
      ]),
    ])
  }

  private static func entries(
    _ entries: [ModelSignature.Entry], name: (ModelSignature.Entry, Int) -> String
  ) -> JSONValue {
    let members = entries.enumerated().map { index, entry in
      (entry.name, tensor(entry, name(entry, index)))
    }
    return .object(Dictionary(members) { first, _ in first })
  }

  private static func tensor(_ entry: ModelSignature.Entry, _ name: String) -> JSONValue {
    let sizes = ([nil] + entry.shape).map { size in
      JSONValue.object(["size": .string("\(size ?? -1)"), "name": .string("")])
    }
    let type =
      switch entry.element {
      case .text: "DT_STRING"
      case .float: "DT_FLOAT"
      case .integer: "DT_INT32"
      }
    return .object([
      "dtype": .string(type), "name": .string(name),
      "tensor_shape": .object(["dim": .array(sizes), "unknown_rank": .bool(false)]),
    ])
  }
}
