import UnrollTensor

/// What decides the course of a run beside its state: options and data, in words and digests.
public struct RunIdentity: Codable, Sendable, Equatable {
  /// One thing that decides it.
  public struct Fact: Codable, Sendable, Equatable {
    /// What it is, such as `batch size`.
    public let name: String
    /// Its value, or a digest of it.
    public let value: String

    /// Creates a fact.
    public init(_ name: String, _ value: String) { (self.name, self.value) = (name, value) }
  }

  /// The seed of orders and noise.
  public let seed: UInt64
  /// All other facts.
  public private(set) var facts: [Fact]

  init(seed: UInt64, facts: [Fact]) { (self.seed, self.facts) = (seed, facts) }

  /// Adds a fact.
  public mutating func add(_ name: String, _ value: String) { facts.append(Fact(name, value)) }

  /// Refuses to go on with another run.
  ///
  /// - Parameter other: the run that is to go on.
  /// - Throws: `UnrollError` that names the first fact that differs.
  public func requireSame(_ other: RunIdentity) throws {
    let mine = [Fact("seed", "\(seed)")] + facts
    let others = [Fact("seed", "\(other.seed)")] + other.facts
    for (kept, given) in zip(mine, others) where kept != given {
      throw UnrollError(
        .invalidInput, "the checkpoint belongs to another run: the \(kept.name) differs",
        expected: kept.value, found: given.value,
        hint: "give the data and options of that run, or keep the checkpoints of this one elsewhere"
      )
    }
    guard mine.count == others.count else {
      throw UnrollError(
        .corruptFile, "the checkpoint does not say which run it belongs to",
        expected: "\(others.count) facts", found: "\(mine.count)",
        hint: "it may come from another version of Unroll; begin the run anew in another folder")
    }
  }
}
