public import UnrollTensor

/// A network with weights.
///
/// A model is used by one thread at a time; ``Predictor`` serves many.
public final class Model {
  /// The architecture.
  public let architecture: Architecture
  /// The architecture as one flat graph.
  package let network: Network
  /// The weights.
  public let parameters: ParameterStore
  /// The optimizer, loss and metrics that the model was, or is to be, trained with.
  public var compilation: Compilation?
  /// The compilation of the file, if it is none that Unroll can train with.
  package var keptCompilation: KeptCompilation?
  /// What the optimizer remembers, if the model comes from training.
  public internal(set) var optimizerState: OptimizerState?
  /// What stateful layers keep from batch to batch.
  let states: Arena<Float>

  /// Builds a model and fills its weights.
  ///
  /// - Parameters:
  ///   - sequential: the architecture.
  ///   - seed: decides the weights; equal seeds give equal weights.
  /// - Throws: `UnrollError` with the path of a layer that does not fit.
  public convenience init(_ sequential: Sequential, seed: UInt64 = 0) throws {
    try self.init(.sequential(sequential), seed: seed)
  }

  /// Builds a model from a graph and fills its weights.
  ///
  /// - Parameters:
  ///   - functional: the architecture.
  ///   - seed: decides the weights; equal seeds give equal weights.
  /// - Throws: `UnrollError` with the path of a layer that does not fit.
  public convenience init(_ functional: Functional, seed: UInt64 = 0) throws {
    try self.init(.functional(functional), seed: seed)
  }

  /// Builds a model and fills its weights.
  ///
  /// - Parameters:
  ///   - architecture: the architecture.
  ///   - seed: decides the weights; equal seeds give equal weights.
  /// - Throws: `UnrollError` with the path of a layer that does not fit.
  public convenience init(_ architecture: Architecture, seed: UInt64 = 0) throws {
    try self.init(architecture) { $0.initialize(seed: seed) }
  }

  /// Builds a model and lets `fill` set its weights, which are zero before.
  package init(_ architecture: Architecture, filling fill: (ParameterStore) throws -> Void) throws {
    self.architecture = architecture
    network = try architecture.network()
    let plan = try network.planOfSomeSteps()
    parameters = ParameterStore(parameters: plan.parameters, capacity: plan.parameterCapacity)
    states = Arena(count: plan.states.total)
    states.whole.fill(0)
    try fill(parameters)
  }

  /// Builds a model from a list of layers.
  ///
  /// - Parameters:
  ///   - input: what the first layer reads.
  ///   - seed: decides the weights; equal seeds give equal weights.
  ///   - layers: the layers, one a line.
  /// - Throws: `UnrollError` with the path of a layer that does not fit.
  public convenience init(
    input: Input, seed: UInt64 = 0, @LayerBuilder _ layers: () -> [LayerEntry]
  ) throws {
    try self.init(Sequential(input: input, layers), seed: seed)
  }

  /// Computes the outputs for inputs `[count, …]`.
  ///
  /// - Throws: `UnrollError` if the inputs do not fit the model.
  public func predict(_ inputs: Tensor<Float>) throws -> Tensor<Float> {
    try Predictor(self).predict(inputs)
  }

  /// Sets what stateful layers keep back to zeros: Keras's `reset_states`.
  public func resetStates() { states.whole.fill(0) }

  /// The shape of the first output for a batch of one, where it does not depend on the data.
  ///
  /// - Throws: `UnrollError` if the input leaves a size open.
  public func outputShape(time: Int? = nil) throws -> Shape { try network.plan(steps: time).output }
}

extension Network {
  /// A plan for looking at shapes: one sample of arrays, of some number of steps where the
  /// architecture leaves it open.
  ///
  /// - Parameters:
  ///   - steps: the number of steps.
  ///   - budget: what the layers may ask for; nil for anything.
  /// - Returns: the plan.
  /// - Throws: `UnrollError` with the path of the layer that cannot be planned.
  package func plan(steps: Int?, within budget: PlanBudget? = nil) throws -> Plan {
    let layouts = arrayForms.map { InputLayout($0, time: steps) }
    return try Plan(self, batch: 1, layouts: layouts, mode: .inference, budget: budget)
  }

  /// A plan for what does not depend on the number of steps: of one, or of more where layers need
  /// them, such as those that look at windows.
  package func planOfSomeSteps(within budget: PlanBudget? = nil) throws -> Plan {
    try withSomeSteps([1, 64, 4096]) { steps in
      let plan = try self.plan(steps: steps, within: budget)
      if leavesStepsOpen, let other = try? self.plan(steps: 2 * steps, within: budget) {
        try Self.requireSameWeights(plan, other)
      }
      return plan
    }
  }

  /// Refuses a weight that has a size for each step while nobody knows how many there are.
  private static func requireSameWeights(_ plan: Plan, _ other: Plan) throws {
    for (first, second) in zip(plan.parameters, other.parameters) where first.shape != second.shape
    {
      throw UnrollError(
        .invalidConfiguration, "the weight \(first.name) depends on the number of steps",
        path: [first.layer], expected: "a number of steps in the model's input", found: "None",
        hint: "give the number of steps in the model's input")
    }
  }

  private var leavesStepsOpen: Bool { inputs.contains { $0.dimensions.first == .some(nil) } }

  /// Runs `body` with one number of steps after another until all layers can work on as many;
  /// with the first if the architecture leaves nothing open.
  func withSomeSteps<Result>(
    _ choices: [Int], _ body: (Int) throws -> Result
  ) throws -> Result {
    var failure: UnrollError?
    for steps in leavesStepsOpen ? choices[...] : choices.prefix(1) {
      do {
        return try body(steps)
      } catch let error as UnrollError where error.code == .shapeMismatch {
        failure = failure ?? error
      }
    }
    throw failure ?? UnrollError(.invalidConfiguration, "no number of steps to plan for")
  }
}
