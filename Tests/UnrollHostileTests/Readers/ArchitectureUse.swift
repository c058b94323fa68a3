import UnrollTensor

@testable import UnrollNN

/// What a user does with an architecture: builds the model and predicts.
enum ArchitectureUse {
  /// Larger models are left alone: they would only be slow.
  private static let mostWeights = 1 << 12
  private static let mostBytes = 1 << 18

  /// Predicts for two samples, where that is little work.
  ///
  /// - Throws: `UnrollError` if the model does not take what it says it takes.
  static func check(_ architecture: Architecture) throws {
    let plan = try architecture.network().planOfSomeSteps()
    guard plan.parameterCapacity <= mostWeights, plan.workspaceBytes <= mostBytes else { return }
    let inputs = architecture.inputs.map { input in
      Tensor<Float>(shape: Shape([2] + input.dimensions.map { $0 ?? 3 }), filling: { $0.fill(1) })
    }
    let model = try Model(architecture)
    _ = try Predictor(model, threads: 1).predict(inputs: inputs)
  }
}
