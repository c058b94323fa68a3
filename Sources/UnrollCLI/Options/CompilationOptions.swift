import ArgumentParser
import Unroll
import UnrollKeras
import UnrollNN
import UnrollTensor

/// How a model is measured, where its file does not say or should not be obeyed.
struct LossOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The loss, under Keras's name. (default: that of the model)", valueName: "name"))
  var loss: String?

  @Option(
    help: ArgumentHelp(
      "The metrics, with commas between them, or none. (default: those of the model)",
      valueName: "names"))
  var metrics: String?

  func validate() throws {
    try checked("--loss") { _ = try loss.map { try LossRegistry.loss(named: $0) } }
    try checked("--metrics") { _ = try makeMetrics() }
  }

  /// The metrics asked for; nil for those of the model.
  func makeMetrics() throws -> [AnyMetric]? {
    guard let metrics, metrics != "none" else { return metrics == nil ? nil : [] }
    return try metrics.split(separator: ",").map { try AnyMetric.named(String($0)) }
  }

  /// What the model is measured with.
  ///
  /// - Parameters:
  ///   - loaded: the model as its file gave it.
  ///   - path: the file.
  ///   - purpose: what the loss is for, such as `trained`.
  /// - Returns: the model's choice, with what the options replace in it.
  /// - Throws: `UnrollError` that says what to do if there is no loss.
  func compilation(
    _ loaded: LoadedModel, path: String, purpose: String
  ) throws -> Compilation {
    var compilation = loaded.model.compilation
    if compilation == nil, let loss {
      compilation = Compilation(optimizer: RMSprop(), loss: try LossRegistry.loss(named: loss))
    }
    guard var compilation else { throw missing(loaded, path, purpose) }
    try apply(to: &compilation)
    return compilation
  }

  /// Puts the choice into what a model is measured with.
  func apply(to compilation: inout Compilation) throws {
    if let loss { compilation.loss = try LossRegistry.loss(named: loss) }
    if let metrics = try makeMetrics() { compilation.metrics = metrics }
  }

  private func missing(_ loaded: LoadedModel, _ path: String, _ purpose: String) -> UnrollError {
    guard var fault = loaded.compilationFault else {
      return UnrollError(
        .invalidConfiguration, "the model does not say with which loss it is to be \(purpose)",
        path: [path], expected: "a compile configuration",
        hint: "give --loss NAME, or call model.compile(…) in Keras before saving it")
    }
    fault.hint = [fault.hint, "or give --loss NAME"].compactMap(\.self).joined(separator: "; ")
    return fault
  }
}

/// The rule that changes the weights, where that of the model should not be obeyed.
struct OptimizerOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      The optimizer, with Keras's defaults and no memory of earlier steps. (default: that of the \
      model, with its state)
      """, valueName: "name"))
  var optimizer: String?

  @Option(
    help: ArgumentHelp("The learning rate. (default: that of the optimizer)", valueName: "rate"))
  var learningRate: Double?

  func validate() throws {
    try checked("--optimizer") {
      _ = try optimizer.map { try OptimizerRegistry.optimizer(named: $0) }
    }
    if let learningRate, !(learningRate >= 0 && learningRate.isFinite) {
      throw ValidationError("--learning-rate must be 0 or more, not \(learningRate).")
    }
  }

  /// Puts the choice into what a model is trained with.
  func apply(to compilation: inout Compilation) throws {
    if let optimizer {
      compilation.optimizer = try OptimizerRegistry.optimizer(named: optimizer)
    }
    if let learningRate { compilation.optimizer.learningRate = .constant(learningRate) }
  }
}

/// Runs `body`; what is wrong with an option is an error of the command line.
func checked(_ option: String, _ body: () throws -> Void) throws {
  do {
    try body()
  } catch let error as UnrollError {
    throw ValidationError("\(option): \(error)")
  }
}
