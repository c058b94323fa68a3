/// Writes predictions as TensorFlow Serving does: by sample or by output, as they were asked for.
struct PredictReply {
  let signature: ModelSignature
  let outputs: [SampleArray]

  /// The body of the answer.
  func bytes(_ format: PredictRequest.Format) -> [UInt8] {
    var writer = JSONWriter()
    switch format {
    case .row: writeRows(&writer)
    case .column: writeColumns(&writer)
    }
    return writer.bytes
  }

  private func writeRows(_ writer: inout JSONWriter) {
    writer.raw("{\"predictions\": ")
    writer.list(0..<(outputs.first?.count ?? 0)) { writer, row in
      guard outputs.count > 1 else { return write(outputs[0], row, &writer) }
      writeObject(&writer) { write($0, row, &$1) }
    }
    writer.raw("}")
  }

  private func writeColumns(_ writer: inout JSONWriter) {
    writer.raw("{\"outputs\": ")
    if outputs.count == 1 {
      write(outputs[0], &writer)
    } else {
      writeObject(&writer) { write($0, &$1) }
    }
    writer.raw("}")
  }

  /// The outputs under their names.
  private func writeObject(
    _ writer: inout JSONWriter, _ body: (SampleArray, inout JSONWriter) -> Void
  ) {
    writer.raw("{")
    for (index, output) in outputs.enumerated() {
      if index > 0 { writer.raw(", ") }
      writer.string(signature.outputs[index].name)
      writer.raw(": ")
      body(output, &writer)
    }
    writer.raw("}")
  }

  private func write(_ output: SampleArray, _ row: Int, _ writer: inout JSONWriter) {
    writer.numbers(output.rows(row..<(row + 1)), shape: output.shape[...])
  }

  private func write(_ output: SampleArray, _ writer: inout JSONWriter) {
    writer.numbers(output.values[...], shape: ([output.count] + output.shape)[...])
  }
}
