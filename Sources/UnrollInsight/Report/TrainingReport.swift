public import UnrollNN

/// What came of a run of training: the document `unroll-report-1`.
public struct TrainingReport: InsightDocument, Equatable {
  /// The figures of every epoch.
  public struct Course: Sendable, Codable, Equatable {
    /// The numbers of the epochs, counted from 1.
    public var epochs: [Int]
    /// Each figure by name: `loss`, `accuracy`, with validation `val_loss`, `val_accuracy`; nil where
    /// it was no number.
    public var figures: [String: [Double?]]

    /// Takes the figures of a history.
    public init(_ history: History) {
      epochs = history.epoch.map { $0 + 1 }
      figures = history.history.mapValues { values in
        values.map { $0.isFinite ? $0.significant(6) : nil }
      }
    }
  }

  /// An option of the run.
  public struct Option: Sendable, Codable, Equatable {
    /// Its name.
    public var name: String
    /// Its value.
    public var value: String

    /// Names an option.
    public init(_ name: String, _ value: String) { (self.name, self.value) = (name, value) }
  }

  /// The name of the format.
  public var format = "unroll-report-1"
  /// The model.
  public var model: ModelDescription
  /// The figures of every epoch.
  public var course: Course
  /// The epoch whose weights were kept, counted from 1; nil for the last one.
  public var keptEpoch: Int?
  /// The trained model on texts that it did not learn from; nil if none were kept apart.
  public var evaluation: Evaluation?
  /// The options of the run.
  public var configuration: [Option]
  /// Where it ran.
  public var environment: [Option]

  /// Puts a report together.
  public init(
    model: ModelDescription, course: Course, keptEpoch: Int? = nil, evaluation: Evaluation?,
    configuration: [Option], environment: [Option]
  ) {
    (self.model, self.course, self.keptEpoch) = (model, course, keptEpoch)
    (self.evaluation, self.configuration) = (evaluation, configuration)
    self.environment = environment
  }
}
