/// A matrix whose rows stand for words: a tensor, or a part of a mapped file.
///
/// Predictors keep what they compute from rows: the numbers must stay as they are.
public protocol RowTable: Sendable {
  /// The number of rows.
  var rowCount: Int { get }
  /// The number of columns.
  var columnCount: Int { get }
  /// A view of the whole matrix, which stays in place as long as the table is alive.
  var view: TensorRef<Float> { get }
}

extension Tensor: RowTable where Scalar == Float {
  /// The number of rows: all axes but the last.
  public var rowCount: Int { shape.rows }
  /// The size of the last axis.
  public var columnCount: Int { shape.columns }
  /// A view of the elements, valid as long as the tensor is alive and unchanged.
  public var view: TensorRef<Float> { ref }
}
