/// A request for predictions as TensorFlow Serving reads it.
struct PredictRequest {
  /// How samples and inputs are nested: `instances` lists samples, `inputs` lists inputs.
  enum Format { case row, column }

  let format: Format
  let input: ModelInput
}

/// Reads requests for predictions in one pass, straight into what the model takes.
struct PredictRequestReader {
  let signature: ModelSignature
  let limits: ServerLimits

  /// Reads the body of a request.
  ///
  /// - Throws: ``ServiceError`` with the words of TensorFlow Serving where it has any.
  func read(_ body: [UInt8]) throws -> PredictRequest {
    var reader = JSONReader(body, deepest: limits.nesting)
    guard try reader.kind() == .object else {
      throw ServiceError.invalid("JSON Value: Is not object")
    }
    var request: PredictRequest?
    try reader.object { reader, key in
      switch key {
      case "instances", "inputs":
        guard request == nil else {
          throw ServiceError.invalid(
            "JSON Value: Not formatted correctly expecting only one of 'inputs' or 'instances' "
              + "keys to exist ")
        }
        request = try key == "inputs" ? columns(&reader) : rows(&reader)
      case "signature_name": try checkSignature(&reader)
      default: try reader.skipValue()
      }
    }
    try reader.end()
    guard let request else {
      throw ServiceError.invalid("Missing 'inputs' or 'instances' key")
    }
    return request
  }

  private func checkSignature(_ reader: inout JSONReader) throws {
    guard try reader.kind() == .string else {
      throw ServiceError.invalid(
        "JSON Value: not formatted correctly. 'signature_name' key must be a string value.")
    }
    let name = try reader.string()
    guard name.isEmpty || name == ModelSignature.name else {
      throw ServiceError.invalid(
        "Serving signature name: \"\(name)\" not found in signature def")
    }
  }

  /// `instances`: a list of samples.
  private func rows(_ reader: inout JSONReader) throws -> PredictRequest {
    guard try reader.kind() == .array else {
      throw ServiceError.invalid("JSON Value: Excepting 'instances' to be an list/array")
    }
    var samples = SampleReader(signature: signature, limits: limits)
    try reader.array { try samples.read(&$0) }
    guard samples.count > 0 else {
      throw ServiceError.invalid("JSON Value: No values in 'instances' array")
    }
    return PredictRequest(format: .row, input: try samples.input())
  }

  /// `inputs`: all samples of the only input, or an object with those of each.
  private func columns(_ reader: inout JSONReader) throws -> PredictRequest {
    var columns = ColumnReader(signature: signature, limits: limits)
    if try reader.kind() == .object {
      try columns.readNamed(&reader)
    } else if signature.inputs.count > 1 {
      throw ServiceError.invalid(
        "inputs is a plain value/list, but expecting an object as multiple input tensors required "
          + "as per tensorinfo_map")
    } else {
      try columns.read(&reader, into: 0)
    }
    return PredictRequest(format: .column, input: try columns.input())
  }
}
