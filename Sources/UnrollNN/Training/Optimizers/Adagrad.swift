import UnrollTensor

/// a += g²; w −= lr·g / √(a + ε) (Duchi, Hazan and Singer, 2011).
///
/// - Keras: `Adagrad`; ε stands inside the root.
public struct Adagrad: Optimizer {
  /// Keras's name of the class.
  public static let className = "Adagrad"
  /// The options that every optimizer has.
  public var options = OptimizerOptions()
  /// The sum of squares before the first step.
  public var initialAccumulatorValue: Float = 0.1
  /// The number that keeps the root away from zero.
  public var epsilon: Double = 1e-7

  /// Creates the optimizer with Keras's defaults.
  public init() {}
  /// Creates the optimizer; further options are properties.
  public init(learningRate: LearningRate) { self.learningRate = learningRate }

  /// The sum of squares.
  public var slotGroups: [[OptimizerSlot]] {
    [[OptimizerSlot("accumulator", initial: initialAccumulatorValue)]]
  }

  /// Changes one weight.
  public func apply(_ update: ParameterUpdate) {
    update.kernels.adagrad(
      update.parameters, gradients: update.gradients, sums: update.slots[0],
      learningRate: update.learningRate, epsilon: epsilon)
  }
}
