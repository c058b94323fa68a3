public import UnrollTensor

/// A rule that turns gradients into changes of weights.
///
/// Options that all optimizers share are in ``options``; files hold them flat, beside those of the
/// rule, as Keras does. Adding an optimizer takes one source file and its line in
/// ``OptimizerRegistry/builtin``.
public protocol Optimizer: Sendable, Codable {
  /// Keras's name of the class.
  static var className: String { get }
  /// All options at their defaults.
  init()
  /// The options that every optimizer has.
  var options: OptimizerOptions { get set }
  /// The numbers that are kept for each weight, in the order in which Keras saves them: group by
  /// group, and within a group weight by weight.
  var slotGroups: [[OptimizerSlot]] { get }
  /// The first values of the single numbers that are kept for all weights together.
  var scalars: [Float] { get }
  /// Brings the single numbers up to date, before the weights are changed.
  ///
  /// - Parameters:
  ///   - scalars: the numbers.
  ///   - iteration: the number of the step, from 1 on.
  func advance(_ scalars: inout [Float], iteration: Int)
  /// Whether each element of a weight is changed without regard to the others, so that a large
  /// weight can be changed in pieces.
  var isElementwise: Bool { get }
  /// Changes one weight, or a piece of it.
  func apply(_ update: ParameterUpdate)
  /// Checks the options of the rule.
  ///
  /// - Throws: `UnrollError` that names an option.
  func validate() throws
}

extension Optimizer {
  /// Each element by itself.
  public var isElementwise: Bool { true }
  /// None.
  public var scalars: [Float] { [] }
  /// Does nothing.
  public func advance(_ scalars: inout [Float], iteration: Int) {}
  /// Accepts every value.
  public func validate() throws {}

  /// The step size: a number, or a schedule.
  public var learningRate: LearningRate {
    get { options.learningRate }
    set { options.learningRate = newValue }
  }

  /// The groups of all numbers kept for each weight: those of the options come first.
  var allSlotGroups: [[OptimizerSlot]] { options.slotGroups + slotGroups }
}

/// A number that an optimizer keeps for each element of a weight.
public struct OptimizerSlot: Sendable, Hashable {
  /// Keras's name of it.
  public let name: String
  /// Its value before the first step.
  public let initial: Float

  /// Creates a slot.
  ///
  /// - Parameters:
  ///   - name: Keras's name of it.
  ///   - initial: its value before the first step.
  public init(_ name: String, initial: Float = 0) {
    self.name = name
    self.initial = initial
  }
}

extension OptimizerSlot: ExpressibleByStringLiteral {
  /// A slot that starts at zero.
  public init(stringLiteral name: String) { self.init(name) }
}

/// One weight, or a piece of it, with its gradient and the optimizer's numbers.
public struct ParameterUpdate: Sendable {
  /// The elements.
  public let parameters: TensorRef<Float>
  /// Their gradients, clipped; the rule may overwrite them.
  public let gradients: TensorRef<Float>
  /// The rule's numbers, one view for each slot.
  public let slots: [TensorRef<Float>]
  /// The single numbers, already advanced.
  public let scalars: [Float]
  /// The step size.
  public let learningRate: Double
  /// The number of this step, from 1 on.
  public let iteration: Int
  /// The kernels to compute with.
  public let kernels: Kernels
}
