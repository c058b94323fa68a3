/// Turns the inputs of a request into what a model takes.
struct InferInput {
  let model: ServedModel
  let limits: ServerLimits

  /// What the model is asked about.
  ///
  /// - Throws: ``ServiceError`` if an input is missing, unknown, or does not fit its shape.
  func input(_ request: InferRequest) throws -> ModelInput {
    let entries = model.signature.inputs
    guard request.inputs.count == entries.count else {
      throw ServiceError.invalid(
        "expected \(entries.count) inputs but got \(request.inputs.count) inputs for model "
          + "'\(model.name)'")
    }
    for tensor in request.inputs where model.signature.input(tensor.name) == nil {
      throw ServiceError.invalid(
        "unexpected inference input '\(tensor.name)' for model '\(model.name)'")
    }
    let tensors = try entries.map { entry in
      guard let tensor = request.inputs.first(where: { $0.name == entry.name }) else {
        throw ServiceError.invalid(
          "input '\(entry.name)' is missing for model '\(model.name)'")
      }
      return tensor
    }
    if model.signature.readsText { return .texts(try texts(tensors[0])) }
    let arrays = try zip(entries, tensors).map { try array($1, $0) }
    guard Set(arrays.map(\.count)).count == 1 else {
      throw ServiceError.invalid("the inputs differ in the number of samples")
    }
    return .arrays(arrays)
  }

  private func texts(_ tensor: InferRequest.Tensor) throws -> [String] {
    try check(tensor, type: .bytes)
    let texts: [String]?
    switch tensor.content {
    case .texts(let given): texts = given
    case .bytes(let bytes): texts = try BinaryTensor.texts(bytes)
    case .none, .numbers, .truths: texts = nil
    }
    guard tensor.shape.count == 1 || (tensor.shape.count == 2 && tensor.shape[1] == 1) else {
      throw ServiceError.invalid("input '\(tensor.name)' must have the shape [N] or [N,1]")
    }
    let count = try count(tensor)
    guard let texts, texts.count == count else { throw mismatch(tensor) }
    for text in texts { try limits.check(text) }
    return texts
  }

  private func array(
    _ tensor: InferRequest.Tensor, _ entry: ModelSignature.Entry
  ) throws -> SampleArray {
    guard let type = TensorType(rawValue: tensor.type), type != .bytes else {
      throw wrongType(tensor, expected: entry.protocolType)
    }
    let numbers: [Float]?
    switch tensor.content {
    case .numbers(let given): numbers = type == .bool ? nil : given
    case .truths(let given): numbers = type == .bool ? given : nil
    case .bytes(let bytes): numbers = BinaryTensor.numbers(bytes, type)
    case .none, .texts: numbers = nil
    }
    let count = try count(tensor)
    guard let numbers, numbers.count == count else { throw mismatch(tensor) }
    return SampleArray(
      count: tensor.shape[0], shape: Array(tensor.shape.dropFirst()), values: numbers)
  }

  private func check(_ tensor: InferRequest.Tensor, type: TensorType) throws {
    guard tensor.type == type.rawValue else { throw wrongType(tensor, expected: type) }
  }

  /// The number of elements that the shape says, which nothing else is allowed to depend on before
  /// it was held against the data.
  private func count(_ tensor: InferRequest.Tensor) throws -> Int {
    guard let samples = tensor.shape.first, tensor.shape.allSatisfy({ $0 > 0 }) else {
      throw ServiceError.invalid("input '\(tensor.name)' must have a shape of positive sizes")
    }
    guard samples <= limits.instances else {
      throw ServiceError.invalid(
        "there are more samples than the limit of \(limits.instances) in a request")
    }
    return tensor.shape.reduce(1) { product, size in
      let (value, isTooLarge) = product.multipliedReportingOverflow(by: size)
      return isTooLarge ? Int.max : value
    }
  }

  private func wrongType(
    _ tensor: InferRequest.Tensor, expected: TensorType
  ) -> ServiceError {
    .invalid(
      "inference input '\(tensor.name)' data-type is '\(tensor.type)', but model '\(model.name)' "
        + "expects '\(expected.rawValue)'")
  }

  private func mismatch(_ tensor: InferRequest.Tensor) -> ServiceError {
    .invalid("the data of input '\(tensor.name)' do not fit its shape \(tensor.shape)")
  }
}

extension ModelSignature.Entry {
  /// The type in the Open Inference Protocol.
  var protocolType: TensorType {
    switch element {
    case .text: .bytes
    case .float: .fp32
    case .integer: .int32
    }
  }
}
