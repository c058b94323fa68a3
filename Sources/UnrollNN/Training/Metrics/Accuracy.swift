public import UnrollTensor

/// The share of right answers, of the kind that Keras's `accuracy` picks.
///
/// - One output: right if (output > 0.5) equals the target.
/// - Several outputs and class numbers as targets: right if the largest output has that number.
/// - Several outputs and one-hot targets: right if both have their largest at the same place.
public struct Accuracy: Metric {
  /// The name under which the figure is reported.
  public let name: String
  private var right = 0
  private var total = 0

  /// Creates the metric; Keras reports it under the name that was asked for.
  public init(name: String = "accuracy") { self.name = name }

  /// The share of right answers.
  public var value: Double { total == 0 ? 0 : Double(right) / Double(total) }

  /// Forgets all batches.
  public mutating func reset() { (right, total) = (0, 0) }

  /// Adds a batch.
  public mutating func update(
    output: TensorRef<Float>, targets: TensorRef<Float>, mask: TensorRef<UInt8>?
  ) {
    let outputs = output.flattened
    let wanted = targets.reshaped([outputs.rows, targets.count / max(outputs.rows, 1)])
    for row in 0..<outputs.rows {
      if let mask, mask[0, row] == 0 { continue }
      total += 1
      if Self.isRight(outputs, wanted, row) { right += 1 }
    }
  }

  private static func isRight(
    _ output: TensorRef<Float>, _ target: TensorRef<Float>, _ row: Int
  ) -> Bool {
    if output.columns == 1 { return (output[row, 0] > 0.5 ? 1 : 0) == target[row, 0] }
    if target.columns == 1 { return Float(largest(output, row)) == target[row, 0] }
    return largest(output, row) == largest(target, row)
  }

  private static func largest(_ values: TensorRef<Float>, _ row: Int) -> Int {
    var best = 0
    for column in 1..<values.columns where values[row, column] > values[row, best] {
      best = column
    }
    return best
  }
}
