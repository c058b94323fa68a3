import UnrollArchive
package import UnrollNN
import UnrollTensor

/// Reads what each output of a model is made to do: losses, their weights, and metrics.
///
/// Keras takes each of them as one thing, as a list in the order of the outputs, or as an object by
/// the names of the outputs.
package struct ObjectivesReader {
  private let outputs: [String]

  /// Creates a reader for a model whose outputs have these names, in their order.
  package init(outputs: [String]) { self.outputs = outputs }

  /// Reads the objectives of a `compile_config`, one for each output.
  ///
  /// - Throws: `UnrollError` that names what is not supported.
  package func objectives(_ config: JSONValue) throws -> [Objective] {
    let losses = try each(config, "loss", readLosses)
    let weights = try each(config, "loss_weights", readWeights)
    let metrics = try each(config, "metrics", readMetrics)
    let weighted = try each(config, "weighted_metrics", readMetrics)
    return outputs.indices.map { index in
      Objective(
        loss: losses[index], lossWeight: weights[index], metrics: metrics[index],
        weightedMetrics: weighted[index])
    }
  }

  private func each<Value>(
    _ config: JSONValue, _ key: String, _ read: (JSONValue) throws -> [Value]
  ) throws -> [Value] {
    try locating(key) { try read((config[key] ?? .null).unpacked) }
  }

  private func readLosses(_ value: JSONValue) throws -> [any Loss] {
    if LossReader.isLoss(value) {
      let loss = try LossReader.loss(value)
      return outputs.map { _ in loss }
    }
    return try byOutput(value).map { name, value in
      try locating(name) { value == .null ? NoLoss() : try LossReader.loss(value) }
    }
  }

  private func readWeights(_ value: JSONValue) throws -> [Double?] {
    if value == .null { return outputs.map { _ in nil } }
    if let number = value.number, outputs.count == 1 { return [number] }
    return try byOutput(value).map { name, value in
      guard value == .null || value.number != nil else {
        throw UnrollError(
          .unsupported, "the weight of a loss must be a number", path: [name],
          found: value.brief)
      }
      return value.number
    }
  }

  private func readMetrics(_ value: JSONValue) throws -> [[AnyMetric]] {
    if value == .null || value == .array([]) { return outputs.map { _ in [] } }
    if outputs.count == 1 { return [try flattened(value).map(MetricReader.metric)] }
    guard value.array?.count ?? outputs.count == outputs.count else {
      throw UnrollError(
        .unsupported, "metrics must be a list of one list for each output, or name the outputs",
        expected: "\(outputs.count) lists", found: "\(value.array?.count ?? 0)")
    }
    return try byOutput(value).map { name, value in
      try locating(name) { try flattened(value).map(MetricReader.metric) }
    }
  }

  /// All metrics of one output, however deep they lie in lists.
  private func flattened(_ value: JSONValue) -> [JSONValue] {
    let value = value.unpacked
    if value == .null { return [] }
    if let list = value.array { return list.flatMap(flattened) }
    if let members = value.object, members["class_name"] == nil {
      return members.sorted { $0.key < $1.key }.flatMap { flattened($0.value) }
    }
    return [value]
  }

  /// The members of a list or of an object by output; what an object leaves out is null.
  private func byOutput(_ value: JSONValue) throws -> [(String, JSONValue)] {
    if let list = value.array, list.count == outputs.count {
      return zip(outputs, list).map { ($0, $1.unpacked) }
    }
    if let members = value.object, members["class_name"] == nil {
      if let stranger = members.keys.sorted().first(where: { !outputs.contains($0) }) {
        throw UnrollError(
          .unsupported, "the model has no such output",
          expected: outputs.map(\.printableName).joined(separator: ", "),
          found: stranger.printableName)
      }
      return outputs.map { ($0, (members[$0] ?? .null).unpacked) }
    }
    throw UnrollError(
      .unsupported, "this does not fit the outputs of the model",
      expected: "a list of \(outputs.count), or an object with their names", found: value.brief)
  }
}

extension JSONValue {
  /// A tuple of Python's as the list that it is.
  fileprivate var unpacked: JSONValue {
    guard self["class_name"] == .string("__tuple__") else { return self }
    return self["items"] ?? self["config"] ?? self
  }
}
