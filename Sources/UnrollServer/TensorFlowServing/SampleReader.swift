/// Reads samples one by one: plain values for a model with one input, objects of named values else.
struct SampleReader {
  private let signature: ModelSignature
  private let limits: ServerLimits
  private var values: [ValueReader]
  private var shapes: [[Int]?]
  /// The number of samples.
  private(set) var count = 0
  private var areNamed = false

  init(signature: ModelSignature, limits: ServerLimits) {
    (self.signature, self.limits) = (signature, limits)
    values = signature.inputs.map { ValueReader($0, limits) }
    shapes = Array(repeating: nil, count: values.count)
  }

  /// Reads the next sample.
  mutating func read(_ reader: inout JSONReader) throws {
    guard count < limits.instances else {
      throw ServiceError.invalid(
        "there are more samples than the limit of \(limits.instances) in a request")
    }
    do {
      if try reader.kind() == .object {
        try readNamed(&reader)
      } else {
        try readPlain(&reader)
      }
    } catch let error as ServiceError where !error.message.hasPrefix("JSON Parse error") {
      throw ServiceError.invalid(
        "Failed to process element: \(count) of 'instances' list. Error: INVALID_ARGUMENT: "
          + error.message)
    }
    count += 1
  }

  /// What was read, in the order of the model's inputs.
  func input() throws -> ModelInput {
    if signature.readsText { return .texts(values[0].texts) }
    return .arrays(
      zip(values, shapes).map { value, shape in
        SampleArray(count: count, shape: shape ?? [], values: value.numbers)
      })
  }

  private mutating func readPlain(_ reader: inout JSONReader) throws {
    guard signature.inputs.count == 1 else {
      throw ServiceError.invalid(
        "instances is a plain list, but expecting list of objects as multiple input tensors "
          + "required as per tensorinfo_map")
    }
    guard count == 0 || !areNamed else {
      throw ServiceError.invalid("Expecting object but got list at item \(count) of input list")
    }
    try read(&reader, into: 0)
  }

  private mutating func readNamed(_ reader: inout JSONReader) throws {
    var found = Set<Int>()
    var text: String?
    try reader.object { reader, key in
      if key == "b64", signature.readsText {
        text = try ValueReader.decoded(try reader.string())
        return
      }
      guard let index = signature.input(key) else {
        throw ServiceError.invalid("JSON object: does not have named input: \(key)")
      }
      guard found.insert(index).inserted else {
        throw ServiceError.invalid("the input \(key) is there twice")
      }
      try read(&reader, into: index)
    }
    if let text, found.isEmpty { return try values[0].take(text) }
    guard found.count == signature.inputs.count, text == nil else {
      throw ServiceError.invalid(
        "JSON object keys must be equal to: "
          + signature.inputs.map(\.name).sorted().joined(separator: ","))
    }
    guard count == 0 || areNamed else {
      throw ServiceError.invalid(
        "Expecting value/list but got object at item \(count) of input list")
    }
    areNamed = true
  }

  private mutating func read(_ reader: inout JSONReader, into index: Int) throws {
    try values[index].read(&reader)
    let shape = values[index].shape
    // A text may stand in a list of its own, as an array of shape [1].
    if values[index].entry.element == .text {
      guard shape.isEmpty || shape == [1] else {
        throw ServiceError.invalid("Expecting shape [] but got: \(shape)")
      }
    } else if let first = shapes[index], first != shape {
      throw ServiceError.invalid("Expecting shape \(first) but got: \(shape)")
    } else {
      shapes[index] = shape
    }
  }
}
