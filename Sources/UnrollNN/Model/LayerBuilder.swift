/// Lets layers be written one a line, with `if` and `for` between them.
@resultBuilder
public enum LayerBuilder {
  /// A layer as a line.
  public static func buildExpression(_ layer: some Layer) -> [LayerEntry] { [LayerEntry(layer)] }
  /// A layer of unknown type as a line.
  public static func buildExpression(_ layer: any Layer) -> [LayerEntry] { [LayerEntry(layer)] }
  /// A named or frozen layer as a line.
  public static func buildExpression(_ entry: LayerEntry) -> [LayerEntry] { [entry] }
  /// All lines of a block.
  public static func buildBlock(_ parts: [LayerEntry]...) -> [LayerEntry] { parts.flatMap { $0 } }
  /// An `if` without `else`.
  public static func buildOptional(_ part: [LayerEntry]?) -> [LayerEntry] { part ?? [] }
  /// The first branch of an `if`.
  public static func buildEither(first part: [LayerEntry]) -> [LayerEntry] { part }
  /// The second branch of an `if`.
  public static func buildEither(second part: [LayerEntry]) -> [LayerEntry] { part }
  /// A `for` loop.
  public static func buildArray(_ parts: [[LayerEntry]]) -> [LayerEntry] { parts.flatMap { $0 } }
  /// A block that is limited to a platform version.
  public static func buildLimitedAvailability(_ part: [LayerEntry]) -> [LayerEntry] { part }
}
