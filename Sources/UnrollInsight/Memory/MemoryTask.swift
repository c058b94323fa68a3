/// A generated task that asks for something from far back in a sequence.
///
/// - recall and order after Hochreiter and Schmidhuber (1997), adding after the same and Le et al.
///   (2015), copy after Arjovsky et al. (2016).
public enum MemoryTask: String, CaseIterable, Sendable {
  /// Name the first symbol after a run of distractors.
  case recall
  /// Add the two marked numbers of a sequence.
  case adding
  /// Repeat the first symbols in their order after a run of blanks.
  case copy
  /// Tell in which order two symbols came, far apart among distractors.
  case order

  /// The number of symbols that are to be remembered.
  static let symbols = 4
  /// The number of symbols that ``copy`` repeats.
  static let copied = 3
  /// How near a sum of ``adding`` must come.
  static let addingMargin: Float = 0.1

  /// What the task asks, in a sentence.
  public var explanation: String {
    switch self {
    case .recall:
      "Name the first of \(Self.symbols) symbols after a run of other ones."
    case .adding:
      "Add two marked numbers between 0 and 1, one early and one late; right within "
        + "\(Self.addingMargin)."
    case .copy:
      "Repeat \(Self.copied) symbols of \(Self.symbols) in their order after a run of blanks; the "
        + "share of right symbols counts."
    case .order:
      "Tell in which order two marked symbols came, one early and one in the middle."
    }
  }

  /// The accuracy of a guess that has not looked at the sequence.
  public var chance: Double {
    switch self {
    case .recall, .copy: 1 / Double(Self.symbols)
    case .order: 0.25
    // The best guess is 1: the sum of two uniform numbers lies within m of it with chance 2m − m².
    case .adding: 2 * Double(Self.addingMargin) - Double(Self.addingMargin * Self.addingMargin)
    }
  }

  /// The size of the vector of each step.
  var features: Int {
    switch self {
    // The symbols, two distractors.
    case .recall: Self.symbols + 2
    case .adding: 2
    // The symbols, a blank.
    case .copy: Self.symbols + 1
    // Two symbols, two distractors.
    case .order: 4
    }
  }

  /// The number of steps of a sequence.
  func steps(distance: Int) -> Int {
    switch self {
    case .recall: distance + 1
    case .adding, .order: max(distance, 4)
    case .copy: distance + Self.copied
    }
  }

  /// The size of the target of a sample.
  var targets: Int { self == .copy ? Self.copied : 1 }
}
