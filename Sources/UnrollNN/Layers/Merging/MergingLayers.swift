/// The kind of ``Add``.
public enum AddKind: MergeKind {
  /// Keras's name of the layer.
  public static let className = "Add"
  /// The sum.
  public static let rule = MergeRule.sum
}

/// The kind of ``Subtract``.
public enum SubtractKind: MergeKind {
  /// Keras's name of the layer.
  public static let className = "Subtract"
  /// The first value without the second.
  public static let rule = MergeRule.difference
}

/// The kind of ``Multiply``.
public enum MultiplyKind: MergeKind {
  /// Keras's name of the layer.
  public static let className = "Multiply"
  /// The product.
  public static let rule = MergeRule.product
}

/// The kind of ``Average``.
public enum AverageKind: MergeKind {
  /// Keras's name of the layer.
  public static let className = "Average"
  /// The mean.
  public static let rule = MergeRule.mean
}

/// The kind of ``Maximum``.
public enum MaximumKind: MergeKind {
  /// Keras's name of the layer.
  public static let className = "Maximum"
  /// The largest.
  public static let rule = MergeRule.maximum
}

/// The kind of ``Minimum``.
public enum MinimumKind: MergeKind {
  /// Keras's name of the layer.
  public static let className = "Minimum"
  /// The smallest.
  public static let rule = MergeRule.minimum
}

/// Adds values element by element.
///
/// - Keras: `Add`.
public typealias Add = Merge<AddKind>
/// Takes the second value off the first.
///
/// - Keras: `Subtract`.
public typealias Subtract = Merge<SubtractKind>
/// Multiplies values element by element.
///
/// - Keras: `Multiply`.
public typealias Multiply = Merge<MultiplyKind>
/// Takes the mean of values element by element.
///
/// - Keras: `Average`.
public typealias Average = Merge<AverageKind>
/// Takes the largest of values element by element.
///
/// - Keras: `Maximum`.
public typealias Maximum = Merge<MaximumKind>
/// Takes the smallest of values element by element.
///
/// - Keras: `Minimum`.
public typealias Minimum = Merge<MinimumKind>
