import UnrollTensor

/// One change of the weights by an optimizer.
///
/// The order is Keras's: gradients are clipped, weights decay, the rule changes them, and the
/// running averages follow. Constraints come after all this.
struct OptimizerStep {
  private let weights: Arena<Float>
  private let trained: [Parameter]
  private let optimizer: any Optimizer
  private let state: OptimizerState
  private let threads: Int
  private let kernels: Kernels

  init(_ model: Model, _ optimizer: any Optimizer, threads: Int, kernels: Kernels) {
    weights = model.parameters.arena
    trained = model.parameters.parameters.filter(\.isTrainable)
    self.optimizer = optimizer
    state = model.state(for: optimizer)
    (self.threads, self.kernels) = (threads, kernels)
  }

  private var options: OptimizerOptions { optimizer.options }

  /// Changes the weights by their gradients, laid out as they are; the gradients are used up.
  func run(_ gradients: Arena<Float>) {
    let batches = state.iterations
    let steps = batches / options.batchesPerStep
    if gather(gradients, isLast: (batches + 1) % options.batchesPerStep == 0) {
      change(gradients, rate: options.learningRate.value(after: batches), iteration: steps + 1)
    }
    average(after: steps)
    state.iterations = batches + 1
  }

  /// Adds gradients up over several batches, where the options say so.
  ///
  /// - Returns: whether `gradients` now holds what the weights are to be changed by.
  private func gather(_ gradients: Arena<Float>, isLast: Bool) -> Bool {
    guard let sums = state.block(OptimizerOptions.accumulator) else { return true }
    for parameter in trained {
      let (sum, gradient) = (view(sums, parameter), view(gradients, parameter))
      kernels.accumulate(gradient, into: sum)
      guard isLast else { continue }
      gradient.assign(sum)
      gradient.scale(by: 1 / Float(options.batchesPerStep))
      sum.fill(0)
    }
    return isLast
  }

  private func change(_ gradients: Arena<Float>, rate: Double, iteration: Int) {
    options.clipping.apply(trained.map { view(gradients, $0) }, kernels)
    optimizer.advance(&state.scalars, iteration: iteration)
    let (numbers, changes) = (weights.whole, gradients.whole)
    let (slots, scalars) = (state.ruleBlocks.map(\.whole), state.scalars)
    let (optimizer, kernels, decay) = (optimizer, kernels, options.weightDecay)
    for parameter in trained {
      Pieces(threads: threads).forEach(in: parameter.range, isCut: optimizer.isElementwise) {
        range in
        if let decay { kernels.decay(numbers.columns(range), share: decay * rate) }
        optimizer.apply(
          ParameterUpdate(
            parameters: numbers.columns(range), gradients: changes.columns(range),
            slots: slots.map { $0.columns(range) }, scalars: scalars, learningRate: rate,
            iteration: iteration, kernels: kernels))
      }
    }
  }

  /// Brings the averages of the weights up to date, and every so often puts them in their place.
  private func average(after steps: Int) {
    guard let averages = state.block(OptimizerOptions.average) else { return }
    let frequency = options.emaOverwriteFrequency ?? 0
    let replaces = frequency > 0 && (steps + 1) % frequency == 0
    for parameter in trained {
      let (numbers, means) = (view(weights, parameter), view(averages, parameter))
      kernels.average(means, of: numbers, keep: steps == 0 ? 0 : options.emaMomentum)
      if replaces { numbers.assign(means) }
    }
  }

  private func view(_ arena: Arena<Float>, _ parameter: Parameter) -> TensorRef<Float> {
    arena.view(parameter.range.lowerBound, [parameter.range.count])
  }
}

extension Model {
  /// Puts the running averages in the place of the weights, where the optimizer keeps averages:
  /// the end of Keras's `fit`.
  func takeAverages() {
    guard let averages = optimizerState?.block(OptimizerOptions.average) else { return }
    for parameter in parameters.parameters where parameter.isTrainable {
      parameters.view(parameter).assign(averages.view(parameter.range.lowerBound, parameter.shape))
    }
  }
}
