import UnrollTensor

/// Gives each feature mean 0 and variance 1 over the batch, then scales and shifts it.
///
/// While training the moments are those of the batch, without masked steps; otherwise, and in a
/// layer that is not trained, they are the moving ones, which training collects.
///
/// - Input: any shape `[batch, …]`. Output: the same shape.
///
/// | parameter | shape | Keras path |
/// |---|---|---|
/// | `gamma` | `[F]` | `gamma` |
/// | `beta` | `[F]` | `beta` |
/// | `moving_mean` | `[F]` | `moving_mean` |
/// | `moving_variance` | `[F]` | `moving_variance` |
///
/// - Keras: `BatchNormalization` (Ioffe and Szegedy, 2015).
public struct BatchNormalization: Layer {
  /// The handles of the layer.
  public struct Slots: Sendable {
    let gamma, beta: ParameterSlot?
    let movingMean, movingVariance: ParameterSlot
    let lanes: Lanes
    /// Whether the moments are those of the batch.
    let usesBatch: Bool
    /// Mean, inverse deviation and (in front) the number of steps that counted.
    let moments: BufferSlot<Float>
    /// The sums of the gradient and of its product with the normalised input.
    let sums: BufferSlot<Float>?
    /// Input, output and gradient as rows of features, where these are not the last axis.
    let input, output, gradient: BufferSlot<Float>?
  }

  /// Keras's name of the class.
  public static let className = "BatchNormalization"
  /// The options.
  public let configuration: BatchNormalizationConfiguration

  /// Creates the layer from its options.
  public init(_ configuration: BatchNormalizationConfiguration) {
    self.configuration = configuration
  }

  /// Creates the layer; further options are properties of its configuration.
  public init(axis: Int = -1, momentum: Double = 0.99, epsilon: Float = 1e-3) {
    var options = BatchNormalizationConfiguration.template
    (options.axis, options.momentum, options.epsilon) = (Axes(axis), momentum, epsilon)
    self.init(options)
  }

  /// Declares γ, β and the moving moments.
  ///
  /// - Throws: `UnrollError` if there is no such axis, or if a mask does not fit the input.
  public func plan(_ plan: inout LayerPlan) throws -> Slots {
    let axes = try configuration.axis.range(in: plan.input, Self.className)
    let lanes = Lanes(plan.input, axes)
    if plan.hasMask { try refuseMask(plan.input, lanes) }
    let (options, trains) = (configuration, plan.mode == .training)
    let usesBatch = trains && plan.isTrainable
    plan.needsWholeBatch = plan.needsWholeBatch || usesBatch
    plan.readsOutputAgain = false
    let shape: Shape = [lanes.length]
    return Slots(
      gamma: options.scale
        ? plan.parameter(
          "gamma", shape, options.gammaInitializer, regularizer: options.gammaRegularizer,
          constraint: options.gammaConstraint) : nil,
      beta: options.center
        ? plan.parameter(
          "beta", shape, options.betaInitializer, regularizer: options.betaRegularizer,
          constraint: options.betaConstraint) : nil,
      movingMean: plan.parameter(
        "moving_mean", shape, options.movingMeanInitializer, isTrainable: false),
      movingVariance: plan.parameter(
        "moving_variance", shape, options.movingVarianceInitializer, isTrainable: false),
      lanes: lanes, usesBatch: usesBatch,
      moments: plan.saved([3, lanes.length], batchAxis: nil),
      sums: trains ? plan.scratch([2, lanes.length], batchAxis: nil, in: .backward) : nil,
      input: lanes.isLast ? nil : plan.saved(plan.input),
      output: lanes.isLast ? nil : plan.scratch(plan.input, in: .forward),
      gradient: lanes.isLast || !trains ? nil : plan.scratch(plan.input, in: .backward))
  }

  private func refuseMask(_ input: Shape, _ lanes: Lanes) throws {
    guard input.rank == 3 && lanes.isLast else {
      throw UnrollError(
        .unsupported, "BatchNormalization takes a mask only for the last axis of a sequence",
        expected: "[batch, time, features] and axis -1",
        found: "\(input) and axis \(configuration.axis.values)")
    }
  }

  /// Normalises; while training, moves the moving moments on.
  public func forward(_ slots: Slots, _ pass: ForwardPass) {
    let rows = slots.lanes.matrix(pass.denseInput, slots.input.map { pass[$0] }, pass.kernels)
    let target = slots.lanes.target(pass.output, slots.output.map { pass[$0] })
    let moments = FeatureMoments(pass[slots.moments])
    let (mean, variance) = (pass[slots.movingMean], pass[slots.movingVariance])
    if slots.usesBatch {
      moments.take(from: rows, mask: pass.mask)
      moments.move(mean: mean, variance: variance, momentum: configuration.momentum)
    } else {
      moments.set(mean: mean, variance: variance)
    }
    moments.invert(epsilon: configuration.epsilon)
    moments.normalize(
      rows, into: target, gamma: slots.gamma.map { pass[$0] }, beta: slots.beta.map { pass[$0] })
    slots.lanes.bringBack(target, to: pass.output, pass.kernels)
  }

  /// Takes the gradient back, in training through the moments of the batch too.
  public func backward(_ slots: Slots, _ pass: BackwardPass) {
    guard let slot = slots.sums else {
      preconditionFailure("only a plan for training runs backward")
    }
    let rows = slots.lanes.target(pass.forward.denseInput, slots.input.map { pass[$0] })
    let gradient = slots.lanes.matrix(
      pass.outputGradient, slots.gradient.map { pass[$0] }, pass.kernels)
    let (moments, sums) = (FeatureMoments(pass[slots.moments]), pass[slot])
    moments.sum(gradient, rows, into: sums)
    let (plain, scaled) = (sums.slices(0..<1), sums.slices(1..<2))
    if let beta = slots.beta { pass.kernels.accumulate(plain, into: pass.gradient(of: beta).flat) }
    if let gamma = slots.gamma {
      pass.kernels.accumulate(scaled, into: pass.gradient(of: gamma).flat)
    }
    guard let target = pass.inputGradient else { return }
    let result = slots.gradient == nil ? slots.lanes.target(target, nil) : gradient
    moments.backward(
      gradient, rows, sums: slots.usesBatch ? sums : nil, mask: pass.forward.mask,
      gamma: slots.gamma.map { pass[$0] }, into: result)
    slots.lanes.bringBack(result, to: target, pass.kernels)
  }
}
