/// The answer to an inference, in JSON, with outputs that are wanted so as bytes after it.
struct InferReply {
  let model: ServedModel
  let request: InferRequest
  let outputs: [SampleArray]

  /// The body, and how much of it is JSON; nil if all of it is.
  ///
  /// - Throws: ``ServiceError`` if an output is asked for that the model does not have.
  func body() throws -> (bytes: [UInt8], headerLength: Int?) {
    let wanted = try self.wanted()
    var writer = JSONWriter()
    writeHead(&writer)
    var binary: [UInt8] = []
    writer.list(wanted) { writer, item in
      write(item.index, isBinary: item.isBinary, &writer, &binary)
    }
    writer.raw("}")
    let isMixed = wanted.contains { $0.isBinary }
    return (writer.bytes + binary, isMixed ? writer.bytes.count : nil)
  }

  private typealias Wanted = (index: Int, isBinary: Bool)

  private func wanted() throws -> [Wanted] {
    let entries = model.signature.outputs
    guard let requested = request.outputs, !requested.isEmpty else {
      return entries.indices.map { ($0, request.areOutputsBinary) }
    }
    guard Set(requested.map(\.name)).count == requested.count else {
      throw ServiceError.invalid("an output is asked for twice")
    }
    return try requested.map { output in
      guard let index = entries.firstIndex(where: { $0.name == output.name }) else {
        throw ServiceError.invalid(
          "unexpected inference output '\(output.name)' for model '\(model.name)'")
      }
      return (index, output.isBinary ?? request.areOutputsBinary)
    }
  }

  private func writeHead(_ writer: inout JSONWriter) {
    writer.raw("{")
    if let id = request.id {
      writer.raw("\"id\": ")
      writer.string(id)
      writer.raw(", ")
    }
    writer.raw("\"model_name\": ")
    writer.string(model.name)
    writer.raw(", \"model_version\": ")
    writer.string("\(model.version)")
    writer.raw(", \"outputs\": ")
  }

  private func write(
    _ index: Int, isBinary: Bool, _ writer: inout JSONWriter, _ binary: inout [UInt8]
  ) {
    let output = outputs[index]
    writer.raw("{\"name\": ")
    writer.string(model.signature.outputs[index].name)
    writer.raw(", \"datatype\": \"FP32\", \"shape\": ")
    writer.list([output.count] + output.shape) { $0.integer($1) }
    if isBinary {
      let bytes = BinaryTensor.bytes(output.values)
      writer.raw(", \"parameters\": {\"binary_data_size\": ")
      writer.integer(bytes.count)
      writer.raw("}")
      binary += bytes
    } else {
      writer.raw(", \"data\": ")
      writer.list(output.values) { $0.number($1) }
    }
    writer.raw("}")
  }
}
