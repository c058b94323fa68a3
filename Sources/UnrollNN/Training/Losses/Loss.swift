public import UnrollTensor

/// A loss: how far predictions are from targets, and the gradient of that.
///
/// A loss gives the number of one position; the sum over a batch, its weights, masks and
/// reduction are the same for all of them. The stored properties are the options, coded under
/// Keras's names.
public protocol Loss: Sendable, Codable {
  /// Keras's name of the class, such as `BinaryCrossentropy`.
  static var className: String { get }
  /// All options at Keras's defaults.
  init()
  /// How the losses of all positions become one number.
  var reduction: LossReduction { get set }
  /// The final activation behind which the loss works on logits, if any.
  var logitsActivation: ActivationFunction? { get }
  /// Checks the options.
  ///
  /// - Throws: `UnrollError` that names the option.
  func validate() throws
  /// Checks the shape of the targets for an output; the batch is the first axis of both.
  ///
  /// - Throws: `UnrollError` if they do not fit.
  func checkTarget(_ target: Shape, output: Shape) throws
  /// What must be known of all targets of a batch before its shards are evaluated.
  func facts(_ targets: TensorRef<Float>) -> TargetFacts
  /// Whether the loss leaves positions out, as if there were a mask.
  var leavesPositionsOut: Bool { get }
  /// Whether a position takes part, beside what the mask says.
  func counts(_ position: Int, of pass: LossPass) -> Bool
  /// The loss of one position; fills that row of ``LossPass/gradient``, if there is one, with the
  /// derivatives, without weight and scale.
  func loss(at position: Int, of pass: LossPass) -> Double
}

/// What a loss knows of all targets of a batch.
public struct TargetFacts: Sendable {
  /// Whether the targets are zeros and ones only; false where the loss does not ask.
  public var areBinary = false

  /// Nothing is known.
  public init() {}
}

extension Loss {
  /// Keras's name of the function, such as `binary_crossentropy`.
  public var name: String { Self.className.snakeCased() }

  /// No formula on logits.
  public var logitsActivation: ActivationFunction? { nil }

  /// No option can be wrong.
  public func validate() throws {}

  /// Targets have the shape of the output; a last axis of 1 may be missing.
  public func checkTarget(_ target: Shape, output: Shape) throws {
    try TargetShape.requireEqual(target, output: output, name)
  }

  /// Nothing.
  public func facts(_ targets: TensorRef<Float>) -> TargetFacts { TargetFacts() }

  /// Every position takes part.
  public var leavesPositionsOut: Bool { false }

  /// Every position takes part.
  public func counts(_ position: Int, of pass: LossPass) -> Bool { true }
}

/// Rules for the shapes of targets.
enum TargetShape {
  /// Targets have the shape of the output; a last axis of 1 may be missing.
  static func requireEqual(_ target: Shape, output: Shape, _ name: String) throws {
    let fits = target == output || (output.columns == 1 && target == output.droppingLast())
    guard fits else {
      throw error(
        expected: output, found: target, hint: "\(name) compares them element by element")
    }
  }

  /// Targets have the shape of the output; only single numbers may lack the last axis.
  ///
  /// Keras takes targets `[batch, time]` of an output `[batch, time, 1]` as rows of `time` columns,
  /// which makes another number of everything that is not a mean over columns.
  static func requireRows(_ target: Shape, output: Shape, _ name: String) throws {
    guard target == output || (output == [output[0], 1] && target == [output[0]]) else {
      throw error(expected: output, found: target, hint: "\(name) compares them row by row")
    }
  }

  /// Targets are class numbers: the shape of the output without its last axis, or with 1 there.
  static func requireClasses(_ target: Shape, output: Shape, _ name: String) throws {
    guard target == output.droppingLast() || target == output.withLast(1) else {
      throw error(
        expected: output.droppingLast(), found: target,
        hint: "\(name) wants class numbers; one-hot rows go with categorical_crossentropy")
    }
  }

  private static func error(expected: Shape, found: Shape, hint: String) -> UnrollError {
    UnrollError(
      .shapeMismatch, "the targets do not fit the output of the model",
      expected: expected.droppingFirst().description, found: found.droppingFirst().description,
      hint: hint)
  }
}
