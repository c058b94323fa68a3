public import UnrollTensor

/// A rule that turns gradients into changes of weights; its options are coded as Keras's.
public protocol Optimizer: Sendable, Codable {
  /// Keras's name of the class.
  static var className: String { get }
  /// All options at their defaults.
  init()
  /// The step size.
  var learningRate: Double { get set }
  /// How gradients are limited before the step.
  var clipping: GradientClipping { get }
  /// The names of the numbers that are kept for each weight, in the order in which Keras saves
  /// them.
  var slotNames: [String] { get }
  /// Whether Keras saves the slots weight by weight instead of slot by slot.
  static var interleavesSlots: Bool { get }
  /// Changes a run of weights.
  func apply(_ update: ParameterUpdate)
}

extension Optimizer {
  /// Keras's slot by slot order.
  public static var interleavesSlots: Bool { false }

  /// The learning rate as a constant rather than a schedule, and at most one way of clipping.
  func validate() throws {
    try require(learningRate >= 0, "learning_rate must not be negative", found: learningRate)
    try clipping.validate()
  }
}

/// A run of weights with their gradients and the optimizer's numbers.
public struct ParameterUpdate: Sendable {
  /// The weights.
  public let parameters: TensorRef<Float>
  /// Their gradients, clipped.
  public let gradients: TensorRef<Float>
  /// The optimizer's numbers, one view for each slot.
  public let slots: [TensorRef<Float>]
  /// The number of this step, from 1 on.
  public let iteration: Int
  /// The kernels to compute with.
  public let kernels: Kernels
}

/// Limits on gradients; Keras allows one at a time.
public struct GradientClipping: Sendable, Equatable {
  /// The largest norm of the gradient of one weight.
  public var norm: Float?
  /// The largest norm of all gradients together.
  public var globalNorm: Float?
  /// The largest absolute value of an element.
  public var value: Float?

  /// Creates limits.
  public init(norm: Float? = nil, globalNorm: Float? = nil, value: Float? = nil) {
    self.norm = norm
    self.globalNorm = globalNorm
    self.value = value
  }

  func validate() throws {
    let given = [norm, globalNorm, value].compactMap { $0 }
    try require(
      given.count <= 1, "only one of clipnorm, global_clipnorm and clipvalue can be given")
    try require(given.allSatisfy { $0 > 0 }, "a limit on gradients must be positive")
  }

  /// Limits the gradients of several weights in place.
  func apply(_ gradients: [TensorRef<Float>], _ kernels: Kernels) {
    if let value {
      for gradient in gradients { gradient.clamp(to: -value...value) }
    } else if let norm {
      for gradient in gradients {
        let length = Float(kernels.sumOfSquares(gradient).squareRoot())
        if length > norm { gradient.scale(by: norm / length) }
      }
    } else if let globalNorm {
      let length = Float(gradients.reduce(0) { $0 + kernels.sumOfSquares($1) }.squareRoot())
      guard length > globalNorm else { return }
      for gradient in gradients { gradient.scale(by: globalNorm / length) }
    }
  }
}

extension TensorRef where Scalar == Float {
  /// Multiplies every element of a contiguous view.
  func scale(by factor: Float) {
    guard count > 0 else { return }
    let numbers = pointer
    for index in 0..<count { numbers[index] *= factor }
  }

  /// Limits every element of a contiguous view.
  func clamp(to range: ClosedRange<Float>) {
    guard count > 0 else { return }
    let numbers = pointer
    for index in 0..<count {
      numbers[index] = min(max(numbers[index], range.lowerBound), range.upperBound)
    }
  }
}
