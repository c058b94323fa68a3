import UnrollNN

/// What requests and answers about one model look like.
struct SignatureSchema {
  let signature: ModelSignature
  let limits: ServerLimits

  /// The body of `:predict`.
  var predictRequest: JSONValue {
    Schema.one(
      of: "instances", "inputs",
      in: Schema.object([
        "signature_name": Schema.word("", ModelSignature.name), "instances": instances,
        "inputs": inputs,
      ]))
  }

  /// The answer to `:predict`.
  var predictReply: JSONValue {
    let rows = outputs { value($0, Schema.number) }
    let columns = outputs { Schema.list(value($0, Schema.number)) }
    return Schema.any(
      Schema.object(["predictions": Schema.list(rows)], required: ["predictions"]),
      Schema.object(["outputs": columns], required: ["outputs"]))
  }

  /// The body of `:explain`.
  var explainRequest: JSONValue {
    Schema.one(
      of: "text", "instances",
      in: Schema.object(["text": text, "instances": Schema.list(text, 1...limits.explanations)]))
  }

  /// The body of `infer`.
  var inferRequest: JSONValue {
    let output = Schema.object(
      [
        "name": .object(["enum": .array(signature.outputs.map { .string($0.name) })]),
        "parameters": Schema.object(["binary_data": Schema.bool]),
      ], required: ["name"])
    let count = signature.inputs.count
    let inputs: JSONValue = .object([
      "type": .string("array"), "minItems": .integer(count), "maxItems": .integer(count),
      "prefixItems": .array(signature.inputs.map(tensor)),
    ])
    return Schema.object(
      [
        "id": Schema.string(), "inputs": inputs,
        "outputs": Schema.list(output, 0...signature.outputs.count),
        "parameters": Schema.object(["binary_data_output": Schema.bool]),
      ], required: ["inputs"])
  }

  private var text: JSONValue { Schema.string(longest: limits.textLength) }

  /// A text, or a list with it alone.
  private var textItem: JSONValue { Schema.any(text, Schema.list(text, 1...1)) }

  private var instances: JSONValue {
    let named = Schema.list(
      Schema.object(
        Dictionary(signature.inputs.map { ($0.name, item($0)) }) { first, _ in first },
        required: signature.inputs.map(\.name), closed: true), 1...limits.instances)
    guard signature.inputs.count == 1 else { return named }
    return Schema.any(Schema.list(item(signature.inputs[0]), 1...limits.instances), named)
  }

  private var inputs: JSONValue {
    let columns = signature.inputs.map { entry in
      (entry.name, samples(entry))
    }
    let named = Schema.object(
      Dictionary(columns) { first, _ in first }, required: signature.inputs.map(\.name))
    return columns.count == 1 ? Schema.any(columns[0].1, named) : named
  }

  /// All samples of an input.
  private func samples(_ entry: ModelSignature.Entry) -> JSONValue {
    guard entry.element == .text else { return Schema.list(item(entry), 1...limits.instances) }
    return Schema.any(
      text, Schema.list(text, 1...limits.instances),
      Schema.list(Schema.list(text, 1...1), 1...limits.instances))
  }

  private func item(_ entry: ModelSignature.Entry) -> JSONValue {
    switch entry.element {
    case .text: textItem
    case .float: value(entry, Schema.float)
    case .integer: value(entry, Schema.row)
    }
  }

  /// A value in lists of the sizes of an input or output.
  private func value(_ entry: ModelSignature.Entry, _ element: JSONValue) -> JSONValue {
    entry.shape.reversed().reduce(element) { inner, size in
      Schema.list(inner, size.map { $0...$0 } ?? 1...limits.steps)
    }
  }

  private func outputs(_ schema: (ModelSignature.Entry) -> JSONValue) -> JSONValue {
    guard signature.outputs.count > 1 else { return schema(signature.outputs[0]) }
    return Schema.object(
      Dictionary(signature.outputs.map { ($0.name, schema($0)) }) { first, _ in first },
      required: signature.outputs.map(\.name))
  }

  /// An entry of the inputs in an inference.
  ///
  /// That the shape fits the data is more than a schema can say: it shows one sample.
  private func tensor(_ entry: ModelSignature.Entry) -> JSONValue {
    let sizes = [1] + entry.shape.map { $0 ?? 1 }
    let count = sizes.reduce(1, *)
    let element: JSONValue =
      switch entry.element {
      case .text: text
      case .float: Schema.float
      case .integer: Schema.row
      }
    return Schema.object(
      [
        "name": Schema.constant(.string(entry.name)),
        "datatype": Schema.constant(.string(entry.protocolType.rawValue)),
        "shape": Schema.constant(.array(sizes.map { .integer($0) })),
        "data": Schema.list(element, count...count),
      ], required: ["name", "datatype", "shape", "data"])
  }
}
