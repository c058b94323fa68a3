import UnrollNN
import UnrollTensor

extension SelfCheck {
  /// The relative change of weights by which it is found out how much a model makes of rounding: 16
  /// times that of a rounded float.
  private static let noise: Float = 0x1p-20
  /// How far a result may be away, as a multiple of what the noise does.
  private static let noiseFactor: Float = 16
  /// How far a result may be away at least, as a share of the largest number of the output.
  private static let leastTolerance: Float = 1e-4
  /// An output of which so large a share is rounding proves nothing.
  private static let largestTolerance: Float = 0.05
  /// For outputs that are all but zero.
  private static let smallest: Float = 1e-7

  /// Asks a model.
  ///
  /// - Parameters:
  ///   - model: the model.
  ///   - origin: the checksums of its description and its weights.
  /// - Returns: its answers; nil if it is too large, not finite, or makes noise of everything.
  /// - Throws: `UnrollError` when there is no baseline.
  static func make(_ model: Model, _ origin: Origin) throws -> SelfCheck? {
    let replay = ModelReplay(model)
    // A custom layer may not get along with any number of steps that is tried.
    guard replay.takesAnyBatch, let steps = try? replay.steps(SelfCheckBudget.steps),
      let inputs = inputs(model, replay, steps: steps)
    else { return nil }
    let (tensors, kernels) = (inputs.map(\.tensor), try Kernels.named("baseline"))
    func outputs(_ weights: Tensor<Float>?) throws -> [Tensor<Float>] {
      try replay.outputs(
        tensors, weights: weights, kernels: kernels, bytes: SelfCheckBudget.workspaceBytes)
    }
    let plain = try outputs(nil)
    let noisy = try outputs(replay.weights(withNoise: noise))
    let answers = zip(model.architecture.outputNames, zip(plain, noisy)).map { name, pair in
      Output(
        name: name, values: kept(of: pair.0), tolerance: tolerance(pair.0, noisy: pair.1))
    }
    guard answers.contains(where: { $0.tolerance != nil }) else { return nil }
    return SelfCheck(origin: origin, inputs: inputs, outputs: answers)
  }

  /// As many samples as a model is small enough for; nil if it is too large for one.
  private static func inputs(
    _ model: Model, _ replay: ModelReplay, steps: Int
  ) -> [SelfCheckInput]? {
    for samples in (1...SelfCheckBudget.samples).reversed() {
      let inputs = model.architecture.inputs.enumerated().compactMap { index, input in
        SelfCheckInput(input, index: index, replay, steps: steps, samples: samples)
      }
      guard inputs.count == model.architecture.inputs.count else { return nil }
      let longest = zip(inputs, model.architecture.inputs).map { $0.steps(of: $1) }.max() ?? 1
      guard inputs.allSatisfy({ $0.count <= SelfCheckBudget.elements }),
        !SelfCheckBudget.isExceeded(by: replay, samples: samples, steps: longest),
        let bytes = try? replay.bytes(samples: samples, steps: steps),
        bytes <= SelfCheckBudget.workspaceBytes
      else { continue }
      return inputs
    }
    return nil
  }

  /// How far the numbers of an output may be away elsewhere; nil if that is too far to prove
  /// anything, or if they are not finite.
  private static func tolerance(_ output: Tensor<Float>, noisy: Tensor<Float>) -> Float? {
    let (numbers, others) = (output.scalars, noisy.scalars)
    guard numbers.allSatisfy(\.isFinite), others.allSatisfy(\.isFinite) else { return nil }
    let largest = numbers.reduce(0) { max($0, abs($1)) }
    let change = zip(numbers, others).reduce(0) { max($0, abs($1.0 - $1.1)) }
    let tolerance = max(leastTolerance * largest, noiseFactor * change, smallest)
    guard tolerance.isFinite, tolerance <= max(largestTolerance * largest, smallest) else {
      return nil
    }
    return tolerance
  }
}
