import UnrollTensor

/// The metrics of all outputs of a model while they are collected, under the names that Keras
/// reports them by.
public struct MetricCollection: Sendable {
  private var outputs: [Output]

  private struct Output: Sendable {
    let prefix: String
    var plain: [AnyMetric]
    var weighted: [AnyMetric]

    /// Plain and weighted metrics.
    var all: [AnyMetric] { plain + weighted }

    mutating func restore(_ collected: ArraySlice<[Double]>) throws {
      for (index, numbers) in zip(plain.indices, collected) { try plain[index].restore(numbers) }
      for (index, numbers) in zip(weighted.indices, collected.dropFirst(plain.count)) {
        try weighted[index].restore(numbers)
      }
    }
  }

  /// Creates an empty collection.
  ///
  /// - Parameters:
  ///   - objectives: what each output is made to do.
  ///   - outputNames: the names of the outputs, which stand before those of the metrics where
  ///     there are several.
  public init(_ objectives: [Objective], outputNames: [String] = []) {
    outputs = objectives.enumerated().map { index, objective in
      let isNamed = objectives.count > 1 && index < outputNames.count
      return Output(
        prefix: isNamed ? outputNames[index] + "_" : "", plain: objective.metrics,
        weighted: objective.weightedMetrics)
    }
    reset()
  }

  /// Forgets all batches.
  public mutating func reset() {
    for output in outputs.indices {
      for index in outputs[output].plain.indices { outputs[output].plain[index].reset() }
      for index in outputs[output].weighted.indices { outputs[output].weighted[index].reset() }
    }
  }

  /// What each metric collected since the last reset.
  public var collected: [[Double]] { outputs.flatMap { $0.all.map(\.collected) } }

  /// Goes on from what a collection of the same metrics had collected.
  ///
  /// - Throws: `UnrollError` if it was one of other metrics.
  public mutating func restore(_ collected: [[Double]]) throws {
    let counts = outputs.map(\.all.count)
    guard collected.count == counts.reduce(0, +) else {
      throw UnrollError(
        .corruptFile, "the figures of the epoch are not those of the metrics",
        expected: "\(counts.reduce(0, +)) metrics", found: "\(collected.count)",
        hint: "go on with the metrics that the run began with")
    }
    var rest = collected[...]
    for index in outputs.indices {
      try outputs[index].restore(rest.prefix(counts[index]))
      rest = rest.dropFirst(counts[index])
    }
  }

  /// Adds what one output gave for a batch.
  ///
  /// - Parameters:
  ///   - batch: the batch with its sample weights, which only weighted metrics look at.
  ///   - index: the number of the output.
  public mutating func update(_ batch: MetricBatch, output index: Int = 0) {
    let plain = batch.withoutWeights
    for metric in outputs[index].plain.indices { outputs[index].plain[metric].update(plain) }
    for metric in outputs[index].weighted.indices {
      outputs[index].weighted[metric].update(batch)
    }
  }

  /// All figures in Keras's order: plain ones first, of equal names the later ones numbered or
  /// marked as weighted.
  public var figures: [(name: String, value: Double)] {
    var names = NameCounter()
    var figures: [(name: String, value: Double)] = []
    for output in outputs {
      for metric in output.plain {
        figures += metric.figures(named: names.unique(output.prefix + metric.name))
      }
    }
    for output in outputs {
      for metric in output.weighted {
        let name = output.prefix + metric.name
        let weighted = output.prefix + "weighted_" + metric.name
        figures += metric.figures(named: names.unique(names.isTaken(name) ? weighted : name))
      }
    }
    return figures
  }
}

/// Makes names unique as Keras does.
private struct NameCounter {
  private var counts: [String: Int] = [:]

  func isTaken(_ name: String) -> Bool { counts[name] != nil }

  mutating func unique(_ name: String) -> String {
    let count = counts[name] ?? 0
    counts[name] = count + 1
    return count == 0 ? name : "\(name)_\(count)"
  }
}
