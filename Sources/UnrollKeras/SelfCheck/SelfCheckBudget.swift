import UnrollNN
import UnrollTensor

/// What a self-check may cost, when it is written and when somebody else's is loaded.
enum SelfCheckBudget {
  /// Decides the samples.
  static let seed: UInt64 = 20
  /// The samples that are written, as far as the model is small enough for them.
  static let samples = 3
  /// The most samples that are read.
  static let mostSamples = 8
  /// The most numbers of a sample that are kept; a prime, so that no two steps are alike when the
  /// numbers are used over and over.
  static let values = 1021
  /// The steps that are tried where a model leaves their number open.
  static let steps = [12, 64, 4096]
  /// The most bytes of one member.
  static let memberBytes = 1 << 20
  /// The most numbers of one sample of one input.
  static let elements = 1 << 21
  /// The most bytes of memory for what lies between inputs and outputs.
  static let workspaceBytes = 256 << 20
  /// The most multiplications, roughly: a fraction of a second.
  static let multiplications = 4_000_000_000

  /// Whether a model is too large for a number of samples.
  static func isExceeded(by replay: ModelReplay, samples: Int, steps: Int) -> Bool {
    let (product, overflow) = replay.multipliedWeights
      .multipliedReportingOverflow(by: max(1, samples * steps))
    return overflow || product > multiplications
  }
}
