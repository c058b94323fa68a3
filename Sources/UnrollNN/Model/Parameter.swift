public import UnrollTensor

/// One weight of a model: where it belongs, its shape and its place in the store.
public struct Parameter: Sendable {
  /// The name of the layer.
  public let layer: String
  /// The position of the layer in the model.
  public let layerIndex: Int
  /// Keras's names of the objects between layer and weight, such as `cell`.
  public let scopes: [String]
  /// Keras's name of the weight, such as `recurrent_kernel`.
  public let name: String
  /// Its shape.
  public let shape: Shape
  /// Its elements in the block of all parameters.
  public let range: Range<Int>
  /// Whether training changes it.
  public let isTrainable: Bool
  /// What training adds to the loss for it.
  public let regularizer: Regularizer?
  /// What it is made to obey after every step of training.
  public let constraint: Constraint?
  let initializer: Initializer

  /// The full name: `lstm/cell/recurrent_kernel`.
  public var path: String { ([layer] + scopes + [name]).joined(separator: "/") }
}
