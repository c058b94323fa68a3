import UnrollTensor

/// Which of two values of a figure is the better one.
public enum MonitorMode: String, Sendable, CaseIterable {
  /// What the name of the figure says: losses and errors shrink, accuracies grow.
  case auto
  /// The smaller one.
  case min
  /// The larger one.
  case max
}

/// Watches one figure for improvement.
///
/// - Keras: `MonitorCallback`.
package struct FigureMonitor {
  /// The name of the figure.
  package let name: String
  private let mode: MonitorMode
  private let minDelta: Double
  private var grows = false

  /// Names under which Keras's metrics are to grow; all others that it can tell are to shrink.
  private static let growing = [
    "accuracy", "acc", "auc", "precision", "recall", "f1_score", "fbeta_score", "r2_score", "iou",
    "cosine_similarity", "pearson_correlation", "concordance_correlation",
  ]
  private static let shrinking = [
    "loss", "error", "mse", "mae", "mape", "msle", "crossentropy", "hinge", "divergence",
    "poisson", "logcosh", "log_cosh",
  ]

  /// Creates a monitor.
  ///
  /// - Parameters:
  ///   - name: the figure, such as `val_loss`.
  ///   - mode: which of two values is the better one.
  ///   - minDelta: what a better value must be better by.
  package init(_ name: String, _ mode: MonitorMode, minDelta: Double) {
    self.name = name
    self.mode = mode
    self.minDelta = abs(minDelta)
  }

  /// Finds the direction, and refuses figures that a run cannot have.
  ///
  /// - Throws: `UnrollError` that names the figure.
  package mutating func prepare(_ context: TrainingContext) throws {
    let base = name.hasPrefix("val_") ? String(name.dropFirst(4)) : name
    let known = ["loss"] + context.metricNames
    // A model with several outputs puts their names in front.
    guard base == "learning_rate" || known.contains(where: { base.isNamed($0) }) else {
      throw unknown(Self.names(in: context))
    }
    guard context.hasValidation || !name.hasPrefix("val_") else {
      throw UnrollError(
        .invalidConfiguration, "the figure to watch comes from a validation, and there is none",
        path: [name], hint: "validate, or watch \(base)")
    }
    try setDirection(base)
  }

  /// The names of the figures that a run will have; a model with several outputs puts theirs in front.
  package static func names(in context: TrainingContext) -> [String] {
    let known = ["loss"] + context.metricNames
    return known + (context.hasValidation ? known.map { "val_\($0)" } : [])
  }

  /// Whether a run will have a figure of a name.
  package static func knows(_ name: String, in context: TrainingContext) -> Bool {
    let isOfValidation = name.hasPrefix("val_")
    let base = isOfValidation ? String(name.dropFirst(4)) : name
    guard context.hasValidation || !isOfValidation else { return false }
    return base == "learning_rate" || (["loss"] + context.metricNames).contains { base.isNamed($0) }
  }

  private mutating func setDirection(_ base: String) throws {
    switch mode {
    case .max: grows = true
    case .min: grows = false
    case .auto:
      grows = Self.growing.contains { base.isNamed($0) } || base.contains("_at_")
      guard grows || Self.shrinking.contains(where: { base.isNamed($0) }) else {
        throw UnrollError(
          .invalidConfiguration, "nothing says whether this figure is to grow or to shrink",
          path: [name], hint: "give the mode, min or max")
      }
    }
  }

  /// The value of the figure.
  ///
  /// - Throws: `UnrollError` that lists the figures that there are.
  package func value(in figures: [String: Double]) throws -> Double {
    guard let value = figures[name] else { throw unknown(figures.keys.sorted()) }
    return value
  }

  /// Whether a value improves on another, or on none.
  package func isImprovement(_ value: Double, on reference: Double?) -> Bool {
    guard let reference else { return true }
    return grows ? value - minDelta > reference : value + minDelta < reference
  }

  private func unknown(_ names: [String]) -> UnrollError {
    UnrollError(
      .invalidConfiguration, "there is no such figure to watch", path: [name],
      expected: "one of \(names.joined(separator: ", "))", hint: "watch one of these")
  }
}

extension String {
  /// Whether this is a name, or ends with it after an underscore.
  fileprivate func isNamed(_ name: String) -> Bool { self == name || hasSuffix("_" + name) }
}
