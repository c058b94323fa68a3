public import UnrollTensor

/// What distinguishes one recurrent layer from another; everything else is ``Recurrent``.
public protocol RecurrentCell: Sendable {
  /// Keras's name of the layer.
  static var className: String { get }
  /// The kernel that runs the cell.
  static var kind: RecurrentKernelKind { get }
}
