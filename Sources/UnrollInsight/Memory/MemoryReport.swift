/// How far back networks remember: the document `unroll-memory-1`.
public struct MemoryReport: InsightDocument, Equatable {
  /// One task and what each network made of it.
  public struct Task: Sendable, Codable, Equatable {
    /// The name of the task.
    public var name: String
    /// What it asks, in a sentence.
    public var explanation: String
    /// The accuracy of a guess.
    public var chance: Double
    /// A curve for each network.
    public var curves: [Curve]
  }

  /// The accuracy of a network by distance.
  public struct Curve: Sendable, Codable, Equatable {
    /// The name of the network: that of its cell.
    public var name: String
    /// How many steps back the network had to remember.
    public var distance: [Int]
    /// The share of right answers on sequences that it had not seen.
    public var accuracy: [Double]

    /// Puts a curve together.
    public init(name: String, distance: [Int], accuracy: [Double]) {
      (self.name, self.distance) = (name, distance)
      self.accuracy = accuracy.map { $0.rounded(to: 4) }
    }
  }

  /// The name of the format.
  public var format = "unroll-memory-1"
  /// The tasks.
  public var tasks: [Task]
  /// The seed of the run.
  public var seed: UInt64

  /// Puts tasks together.
  public init(tasks: [Task], seed: UInt64) { (self.tasks, self.seed) = (tasks, seed) }
}

extension MemoryReport.Task {
  /// Describes a task with its curves.
  public init(_ task: MemoryTask, curves: [MemoryReport.Curve]) {
    self.init(
      name: task.rawValue, explanation: task.explanation, chance: task.chance, curves: curves)
  }
}
