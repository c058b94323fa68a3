/// Reads requests of the Open Inference Protocol, in JSON alone or with binary tensors after it.
struct InferRequestReader {
  /// The most inputs and outputs of a request: two bytes of JSON make a hundred in memory.
  private static let mostTensors = 256
  /// The most sizes of a shape; more than any model has.
  private static let mostSizes = 32

  let limits: ServerLimits

  /// Reads the body of a request.
  ///
  /// - Parameters:
  ///   - body: the bytes.
  ///   - headerLength: `Inference-Header-Content-Length`: how many of them are JSON.
  /// - Returns: the request as it stands there.
  /// - Throws: ``ServiceError`` if they do not make a request.
  func read(_ body: [UInt8], headerLength: String?) throws -> InferRequest {
    var json = body
    if let headerLength {
      guard let length = Int(headerLength), (0...body.count).contains(length) else {
        throw ServiceError.invalid("Inference-Header-Content-Length does not fit the body")
      }
      json = Array(body[..<length])
    }
    var request = try read(json: json)
    try attach(body[json.count...], to: &request)
    return request
  }

  /// Gives the bytes after the JSON to the inputs, in their order.
  private func attach(_ bytes: ArraySlice<UInt8>, to request: inout InferRequest) throws {
    var rest = bytes
    for index in request.inputs.indices {
      guard let size = request.inputs[index].binarySize else { continue }
      guard case .none = request.inputs[index].content else {
        throw ServiceError.invalid(
          "input '\(request.inputs[index].name)' has data and binary_data_size")
      }
      guard size >= 0, size <= rest.count else {
        throw ServiceError.invalid(
          "input '\(request.inputs[index].name)' has fewer binary data than it says")
      }
      request.inputs[index].content = .bytes(rest.prefix(size))
      rest = rest.dropFirst(size)
    }
    guard rest.isEmpty else {
      throw ServiceError.invalid("the body has \(rest.count) bytes that no input claims")
    }
  }

  private func read(json: [UInt8]) throws -> InferRequest {
    var reader = JSONReader(json, deepest: limits.nesting)
    var request = InferRequest()
    guard try reader.kind() == .object else {
      throw ServiceError.invalid("the request is not a JSON object")
    }
    try reader.object { reader, key in
      switch key {
      case "id": request.id = try string(&reader, "id")
      case "inputs":
        try list(&reader, "inputs") {
          try Self.check(request.inputs.count, Self.mostTensors, "inputs")
          request.inputs.append(try input(&$0))
        }
      case "outputs":
        var outputs: [InferRequest.Output] = []
        try list(&reader, "outputs") {
          try Self.check(outputs.count, Self.mostTensors, "outputs")
          outputs.append(try output(&$0))
        }
        request.outputs = outputs
      case "parameters":
        try parameters(&reader) { reader, name in
          guard name == "binary_data_output" else { return try reader.skipValue() }
          request.areOutputsBinary = try bool(&reader, name)
        }
      default: try reader.skipValue()
      }
    }
    try reader.end()
    return request
  }

  private func input(_ reader: inout JSONReader) throws -> InferRequest.Tensor {
    var tensor = InferRequest.Tensor()
    try object(&reader, "an input") { reader, key in
      switch key {
      case "name": tensor.name = try string(&reader, key)
      case "datatype": tensor.type = try string(&reader, key)
      case "shape": tensor.shape = try shape(&reader)
      case "data": tensor.content = try content(&reader)
      case "parameters":
        try parameters(&reader) { reader, name in
          guard name == "binary_data_size" else { return try reader.skipValue() }
          tensor.binarySize = try integer(&reader, name)
        }
      default: try reader.skipValue()
      }
    }
    return tensor
  }

  private func output(_ reader: inout JSONReader) throws -> InferRequest.Output {
    var output = InferRequest.Output()
    try object(&reader, "an output") { reader, key in
      switch key {
      case "name": output.name = try string(&reader, key)
      case "parameters":
        try parameters(&reader) { reader, name in
          switch name {
          case "binary_data": output.isBinary = try bool(&reader, name)
          case "classification":
            throw ServiceError.invalid("the classification extension is not supported")
          default: try reader.skipValue()
          }
        }
      default: try reader.skipValue()
      }
    }
    return output
  }

  private func shape(_ reader: inout JSONReader) throws -> [Int] {
    var shape: [Int] = []
    try list(&reader, "shape") {
      try Self.check(shape.count, Self.mostSizes, "sizes in a shape")
      shape.append(try integer(&$0, "shape"))
    }
    return shape
  }

  /// Values, flat or nested; the shape says how they are meant.
  private func content(_ reader: inout JSONReader) throws -> InferRequest.Content {
    var (numbers, truths, texts): ([Float], [Float], [String]) = ([], [], [])
    try flatten(&reader) { reader in
      switch try reader.kind() {
      case .number: numbers.append(try float(&reader))
      case .bool: truths.append(try reader.bool() ? 1 : 0)
      case .string:
        // A text is a sample.
        try Self.check(texts.count, limits.instances, "texts")
        texts.append(try reader.string())
      case let kind:
        throw ServiceError.invalid("data must hold numbers or texts, not \(kind.rawValue)")
      }
    }
    switch (numbers.isEmpty, truths.isEmpty, texts.isEmpty) {
    case (_, true, true): return .numbers(numbers)
    case (true, false, true): return .truths(truths)
    case (true, true, false): return .texts(texts)
    default: throw ServiceError.invalid("data holds values of several kinds")
    }
  }

  private func flatten(
    _ reader: inout JSONReader, _ leaf: (inout JSONReader) throws -> Void
  ) throws {
    try list(&reader, "data") { reader in
      if try reader.kind() == .array { try flatten(&reader, leaf) } else { try leaf(&reader) }
    }
  }
}

// MARK: - Values of one kind

extension InferRequestReader {
  /// Refuses one more of what there is as much as may be.
  private static func check(_ count: Int, _ limit: Int, _ what: String) throws {
    guard count >= limit else { return }
    throw ServiceError.invalid("there are more \(what) than the limit of \(limit) in a request")
  }

  private func string(_ reader: inout JSONReader, _ name: String) throws -> String {
    guard try reader.kind() == .string else {
      throw ServiceError.invalid("\(name) must be a string")
    }
    return try reader.string()
  }

  private func bool(_ reader: inout JSONReader, _ name: String) throws -> Bool {
    guard try reader.kind() == .bool else {
      throw ServiceError.invalid("\(name) must be true or false")
    }
    return try reader.bool()
  }

  private func integer(_ reader: inout JSONReader, _ name: String) throws -> Int {
    guard try reader.kind() == .number, let value = Int(exactly: try reader.number()) else {
      throw ServiceError.invalid("\(name) must hold whole numbers")
    }
    return value
  }

  private func float(_ reader: inout JSONReader) throws -> Float {
    let value = try reader.number()
    guard abs(value) <= Double(Float.greatestFiniteMagnitude) || !value.isFinite else {
      throw ServiceError.invalid("data holds a number that is too large for a float")
    }
    return Float(value)
  }

  private func list(
    _ reader: inout JSONReader, _ name: String, _ element: (inout JSONReader) throws -> Void
  ) throws {
    guard try reader.kind() == .array else { throw ServiceError.invalid("\(name) must be a list") }
    try reader.array(element)
  }

  private func object(
    _ reader: inout JSONReader, _ name: String,
    _ member: (inout JSONReader, String) throws -> Void
  ) throws {
    guard try reader.kind() == .object else {
      throw ServiceError.invalid("\(name) must be an object")
    }
    try reader.object(member)
  }

  private func parameters(
    _ reader: inout JSONReader, _ member: (inout JSONReader, String) throws -> Void
  ) throws {
    try object(&reader, "parameters", member)
  }
}
