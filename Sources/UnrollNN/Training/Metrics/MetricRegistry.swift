import UnrollTensor

/// The metrics that files and the command line can name.
public enum MetricRegistry {
  /// All metrics of Unroll, beside `accuracy`, which is one of several.
  static let builtin: [MetricEntry] = [
    .metric(AUC.self),
    .metric(BinaryAccuracy.self),
    .mean(BinaryCrossentropy.self),
    .metric(CategoricalAccuracy.self),
    .mean(CategoricalCrossentropy.self),
    .mean(CategoricalHinge.self),
    .mean(CosineSimilarity.self, isNegated: true),
    .metric(ExactAccuracy.self),
    .metric(F1Score.self),
    .metric(FBetaScore.self),
    .metric(FalseNegatives.self),
    .metric(FalsePositives.self),
    .mean(Hinge.self),
    .mean(KLDivergence.self),
    .mean(LogCosh.self, className: "LogCoshError", defaultName: "logcosh"),
    .mean(MeanAbsoluteError.self),
    .mean(MeanAbsolutePercentageError.self),
    .mean(MeanSquaredError.self),
    .mean(MeanSquaredLogarithmicError.self),
    .mean(Poisson.self),
    .metric(Precision.self),
    .metric(PrecisionAtRecall.self),
    .metric(Recall.self),
    .metric(RecallAtPrecision.self),
    .metric(RootMeanSquaredError.self),
    .metric(SensitivityAtSpecificity.self),
    .metric(SparseCategoricalAccuracy.self),
    .mean(SparseCategoricalCrossentropy.self),
    .metric(SparseTopKCategoricalAccuracy.self),
    .metric(SpecificityAtSensitivity.self),
    .mean(SquaredHinge.self),
    .metric(TopKCategoricalAccuracy.self),
    .metric(TrueNegatives.self),
    .metric(TruePositives.self),
  ]

  /// Keras's short names, and names that Keras 2 had.
  private static let aliases = [
    "bce": "BinaryCrossentropy", "mse": "MeanSquaredError", "mae": "MeanAbsoluteError",
    "mape": "MeanAbsolutePercentageError", "msle": "MeanSquaredLogarithmicError",
    "kld": "KLDivergence", "kullback_leibler_divergence": "KLDivergence",
    "logcosh": "LogCoshError",
  ]

  /// Finds a metric by one of the names that Keras's `compile` takes.
  ///
  /// - Throws: `UnrollError` that lists the known names.
  public static func metric(named name: String) throws -> any Metric {
    let key = name.snakeCased()
    if ["accuracy", "acc"].contains(key) { return Accuracy() }
    let wanted = aliases[key]?.snakeCased() ?? key
    let entry = builtin.first { $0.className.snakeCased() == wanted }
    let metric = try found(entry, name).make(.object([:]))
    if let tradeoff = metric as? any ThresholdTradeoff {
      throw UnrollError(
        .invalidConfiguration, "the metric needs the option \(tradeoff.constraint.name)",
        path: [name], expected: "an object with class_name and config", found: "a name",
        hint: "compile the model with an object of the class, not its name")
    }
    return metric
  }

  /// Makes a metric of Keras's object form.
  ///
  /// - Parameters:
  ///   - className: Keras's name of the class.
  ///   - options: Keras's keys; missing ones take their defaults.
  /// - Returns: the metric.
  /// - Throws: `UnrollError` that lists the known names, or names the option.
  public static func metric(className: String, _ options: JSONValue) throws -> any Metric {
    try found(builtin.first { $0.className == className }, className).make(options)
  }

  /// Makes a metric of one of Keras's functions.
  ///
  /// - Throws: `UnrollError` that lists the known names.
  public static func metric(function: String) throws -> any Metric {
    if let loss = try? LossRegistry.loss(named: function) {
      return MeanOfLoss(function: function, loss)
    }
    let entry = builtin.first { $0.className.snakeCased() == function }
    return try found(entry, function).make(.object([:]))
  }

  /// Whether Keras's `compile` takes a name.
  static func isKerasName(_ name: String) -> Bool {
    let short = ["accuracy", "acc", "bce", "mse", "mae", "mape", "msle"]
    return short.contains(name.lowercased())
      || builtin.contains { $0.className == name || $0.className.snakeCased() == name }
  }

  private static func found(_ entry: MetricEntry?, _ name: String) throws -> MetricEntry {
    if let entry { return entry }
    let names = ["accuracy"] + builtin.map { $0.className.snakeCased() }.filter { $0 != "accuracy" }
    throw UnrollError(
      .unsupported, "the metric is not supported", found: name,
      hint: "supported are \(names.joined(separator: ", "))")
  }
}

/// One kind of metric: its name, and what makes it of options.
struct MetricEntry: Sendable {
  let className: String
  let make: @Sendable (JSONValue) throws -> any Metric

  /// A metric with options of its own.
  static func metric<M: ConfiguredMetric>(_ type: M.Type) -> MetricEntry {
    let className = M().className
    return MetricEntry(className: className) { options in
      let metric = try KerasOptions.decode(M(), options, of: className)
      try locating(className) { try advising(KerasOptions.hint) { try metric.validate() } }
      return metric
    }
  }

  /// The mean of a loss, which Keras may call otherwise.
  static func mean<L: Loss>(
    _ type: L.Type, className: String = L.className, defaultName: String? = nil,
    isNegated: Bool = false
  ) -> MetricEntry {
    MetricEntry(className: className) { options in
      guard options["reduction"] == nil else {
        throw UnrollError(
          .unsupported, "the option reduction of \(className) is not supported",
          path: [className, "reduction"], hint: "metrics have none")
      }
      let loss = try LossRegistry.loss(named: L.className, options)
      return MeanOfLoss(
        loss, className: className, defaultName: defaultName, isNegated: isNegated)
    }
  }
}
