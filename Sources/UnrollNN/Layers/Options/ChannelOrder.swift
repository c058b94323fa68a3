import UnrollTensor

/// Keras's orders of the axes of a sequence.
enum ChannelOrder {
  /// The order that Unroll's layers work in: `[batch, time, features]`.
  static let last = "channels_last"

  /// Refuses another order than ``last``.
  static func validate(_ dataFormat: String) throws {
    guard dataFormat != last else { return }
    throw UnrollError(
      .unsupported, "the option data_format must be channels_last", expected: last,
      found: dataFormat, hint: "Unroll's sequences are [batch, time, features]")
  }
}

extension LayerPlan {
  /// Checks that the input is a sequence of vectors.
  ///
  /// - Throws: `UnrollError` with the shape that it has instead.
  func requireSequence(_ layer: String) throws {
    guard input.rank == 3, input[1] > 0 else {
      throw UnrollError(
        .shapeMismatch, "\(layer) reads sequences of vectors", expected: "[batch, time, features]",
        found: input.description)
    }
  }
}
