import UnrollNN
import UnrollTensor

/// Limits on the sizes that a description may ask for, checked before memory is taken.
enum ModelBudget {
  /// The largest single size, such as the rows of an embedding: 16 Mi.
  static let largestSize = 1 << 24
  /// The most numbers that a layer may put out for one sample.
  static let largestOutput = 1 << 31
  /// The most weights.
  static let mostWeights = 1 << 31

  /// Plans a model layer by layer and stops where it grows out of bounds.
  ///
  /// As every size and every output is bounded, the products that planning the next layer makes
  /// stay far from the largest integer.
  ///
  /// - Throws: `UnrollError` that names the layer.
  static func check(_ architecture: Architecture) throws {
    for input in architecture.inputs { try checkInput(input) }
    let budget = PlanBudget(outputs: largestOutput, weights: mostWeights)
    _ = try architecture.network().planOfSomeSteps(within: budget)
  }

  private static func checkInput(_ input: Input) throws {
    let size = input.dimensions.reduce(1) { product, size in
      min(product * (size ?? 1), largestOutput + 1)
    }
    guard size <= largestOutput else {
      throw UnrollError(
        .limitExceeded, "the input is too large", path: ["input shape"],
        expected: "at most \(largestOutput) numbers for a sample")
    }
  }
}
