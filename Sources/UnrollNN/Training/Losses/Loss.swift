public import UnrollTensor

/// A loss: how far predictions are from targets, and the gradient of that.
public protocol Loss: Sendable {
  /// Keras's name, such as `binary_crossentropy`.
  var name: String { get }
  /// The final activation behind which the loss works on logits, if any.
  var logitsActivation: ActivationFunction? { get }
  /// The shape of a target that fits an output; the batch is the first axis of both.
  ///
  /// - Throws: `UnrollError` if no target could fit.
  func checkTarget(_ target: Shape, output: Shape) throws
  /// Adds up the losses of all positions, each multiplied by its weight, and fills the gradient.
  ///
  /// - Returns: the sum over positions (all axes but the last).
  func evaluate(_ pass: LossPass) -> Double
}

/// One evaluation of a loss over one shard.
public struct LossPass: Sendable {
  /// What the model put out, flattened to `[positions, C]`.
  public let output: TensorRef<Float>
  /// The values before the final sigmoid or softmax, if the model ends with one.
  public let logits: (values: TensorRef<Float>, activation: ActivationFunction)?
  /// The targets, flattened to `[positions, …]`.
  public let targets: TensorRef<Float>
  /// The mask of the output by position; masked positions count nothing.
  public let mask: TensorRef<UInt8>?
  /// Where the gradient goes, `[positions, C]`; nil if only the loss is wanted.
  ///
  /// With ``logits`` of the fitting activation it is the gradient of the logits.
  public let gradient: TensorRef<Float>?
  /// The factor of the gradient: 1 / the number of positions of the whole batch.
  public let scale: Float

  /// The logits, if the model ends with this activation.
  func logits(of activation: ActivationFunction) -> TensorRef<Float>? {
    logits.flatMap { $0.activation == activation ? $0.values : nil }
  }

  /// Calls `body` for every position that counts; the gradient of the others is zero.
  func sum(_ body: (Int) -> Double) -> Double {
    var total = 0.0
    for position in 0..<output.rows {
      if let mask, mask[0, position] == 0 {
        gradient?.slices(position..<(position + 1)).fill(0)
      } else {
        total += body(position)
      }
    }
    return total
  }
}

extension Loss {
  /// No formula on logits.
  public var logitsActivation: ActivationFunction? { nil }

  /// Targets have the shape of the output; a last axis of 1 may be missing.
  public func checkTarget(_ target: Shape, output: Shape) throws {
    let fits = target == output || (output.columns == 1 && target == output.droppingLast())
    guard fits else {
      throw UnrollError(
        .shapeMismatch, "the targets do not fit the output of the model",
        expected: output.droppingFirst().description, found: target.droppingFirst().description,
        hint: "\(name) compares them element by element")
    }
  }
}
