import UnrollTensor

/// One axis, or several: an option that Keras's files hold as a number or as a list.
///
/// The batch is axis 0; negative numbers count from the last axis.
public struct Axes: Sendable, Hashable, Codable {
  /// The axes as given.
  public let values: [Int]
  /// Whether files hold them as a list.
  private let isList: Bool

  /// Creates one axis.
  public init(_ axis: Int) { (values, isList) = ([axis], false) }
  /// Creates several axes.
  public init(_ axes: [Int]) { (values, isList) = (axes, true) }

  /// Reads a number or a list.
  ///
  /// - Throws: a decoding error of Foundation.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let axis = try? container.decode(Int.self) {
      self.init(axis)
    } else {
      self.init(try container.decode([Int].self))
    }
  }

  /// Writes a number or a list, as it was given.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if isList { try container.encode(values) } else { try container.encode(values[0]) }
  }

  /// The axes of a shape as one range.
  ///
  /// - Parameters:
  ///   - shape: the shape that they belong to.
  ///   - layer: the class of the layer that asks.
  /// - Returns: the axes, counted from 0.
  /// - Throws: `UnrollError` if an axis is the batch or none of the shape's, or if they are not
  ///   neighbours in ascending order.
  func range(in shape: Shape, _ layer: String) throws -> Range<Int> {
    let axes = values.map { $0 < 0 ? $0 + shape.rank : $0 }
    guard let first = axes.first, axes.allSatisfy({ $0 >= 0 && $0 < shape.rank }) else {
      throw UnrollError(
        .shapeMismatch, "\(layer) has an axis that its input has not",
        expected: "axes from \(-shape.rank) to \(shape.rank - 1)", found: "\(values)")
    }
    guard first > 0 else {
      throw UnrollError(
        .unsupported, "\(layer) does not work along the batch", found: "axis \(values)")
    }
    guard axes == Array(first..<(first + axes.count)) else {
      throw UnrollError(
        .unsupported, "\(layer) works along axes that are neighbours, in ascending order",
        found: "axis \(values)")
    }
    return first..<(first + axes.count)
  }
}
