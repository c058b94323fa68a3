/// Reads whole inputs: for each the values of all samples, the first axis counting the samples.
struct ColumnReader {
  private let signature: ModelSignature
  private let limits: ServerLimits
  private var values: [ValueReader?]

  init(signature: ModelSignature, limits: ServerLimits) {
    (self.signature, self.limits) = (signature, limits)
    values = Array(repeating: nil, count: signature.inputs.count)
  }

  /// Reads an object of inputs; names that the model does not have are passed over.
  mutating func readNamed(_ reader: inout JSONReader) throws {
    try reader.object { reader, key in
      if let index = signature.input(key) {
        try read(&reader, into: index)
      } else if key == "b64", signature.readsText {
        try takeEncoded(&reader)
      } else {
        try reader.skipValue()
      }
    }
    for (entry, value) in zip(signature.inputs, values) where value == nil {
      throw ServiceError.invalid("Missing named input: \(entry.name) in 'inputs' object.")
    }
  }

  /// Reads the values of one input.
  mutating func read(_ reader: inout JSONReader, into index: Int) throws {
    var value = ValueReader(signature.inputs[index], limits)
    try value.read(&reader)
    values[index] = value
  }

  private mutating func takeEncoded(_ reader: inout JSONReader) throws {
    var value = ValueReader(signature.inputs[0], limits)
    try value.take(ValueReader.decoded(reader.string()))
    values[0] = value
  }

  /// What was read, in the order of the model's inputs.
  func input() throws -> ModelInput {
    let values = values.compactMap { $0 }
    if signature.readsText { return .texts(try texts(values[0])) }
    let arrays = try zip(signature.inputs, values).map { entry, value in
      guard let count = value.shape.first, count > 0 else {
        throw ServiceError.invalid(
          "the input \(entry.name) must be a list of samples, not a single value")
      }
      return SampleArray(
        count: count, shape: Array(value.shape.dropFirst()), values: value.numbers)
    }
    let counts = Set(arrays.map(\.count))
    guard counts.count == 1 else {
      throw ServiceError.invalid("the inputs differ in the number of samples: \(counts.sorted())")
    }
    try checkCount(arrays[0].count)
    return .arrays(arrays)
  }

  private func texts(_ value: ValueReader) throws -> [String] {
    // Texts may stand in lists of their own, as an array of shape [N, 1].
    guard value.shape.count < 2 || value.shape.dropFirst() == [1] else {
      throw ServiceError.invalid("Expecting shape [N] or [N,1] but got: \(value.shape)")
    }
    try checkCount(value.texts.count)
    return value.texts
  }

  private func checkCount(_ count: Int) throws {
    guard count > 0 else { throw ServiceError.invalid("there are no samples in 'inputs'") }
    guard count <= limits.instances else {
      throw ServiceError.invalid(
        "there are more samples than the limit of \(limits.instances) in a request")
    }
  }
}
