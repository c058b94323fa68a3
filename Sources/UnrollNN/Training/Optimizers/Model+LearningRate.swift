import UnrollTensor

extension Model {
  /// The learning rate of the next step; nil if the model is not compiled.
  public var learningRate: Double? {
    compilation?.optimizer.learningRate.value(after: optimizerState?.iterations ?? 0)
  }

  /// Changes the learning rate from the next step on, in the middle of training too.
  ///
  /// It is kept with the compilation: what trains or saves the model later finds it there.
  ///
  /// - Parameter rate: the new learning rate.
  /// - Throws: `UnrollError` if the model is not compiled, or follows a schedule.
  public func setLearningRate(_ rate: Double) throws {
    guard let optimizer = compilation?.optimizer else {
      throw UnrollError(.invalidInput, "a model that is not compiled has no learning rate")
    }
    if case .schedule(let schedule) = optimizer.learningRate {
      throw UnrollError(
        .invalidInput, "the learning rate follows a schedule and cannot be set",
        found: type(of: schedule).className, hint: "compile the model with a number instead")
    }
    let value = LearningRate.constant(rate)
    try value.validate()
    compilation?.optimizer.learningRate = value
  }
}
