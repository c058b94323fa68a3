public import Unroll
public import UnrollNN
public import UnrollTensor

/// Measures how much gradient reaches each time step of a model.
public struct ReachMeter: Sendable {
  private let snapshot: ModelSnapshot
  private let encoder: TextEncoder?

  /// Copies a text model.
  public init(_ pipeline: TextPipeline) {
    (snapshot, encoder) = (ModelSnapshot(pipeline.model), pipeline.encoder)
  }

  /// Copies a model on arrays with one input.
  public init(_ model: Model) { (snapshot, encoder) = (ModelSnapshot(model), nil) }

  /// The number of words of a text that a text model sees; 0 for a model on arrays.
  public func wordCount(of text: String) -> Int { encoder?.encode(text).count ?? 0 }

  /// The words of a text that a text model sees, as their vectors `[words, features]`.
  ///
  /// - Parameters:
  ///   - text: the text.
  ///   - most: the most words; nil for all that the model reads.
  /// - Returns: the vectors; nil for a model on arrays or a text without known words.
  public func vectors(of text: String, most: Int? = nil) -> Tensor<Float>? {
    guard let encoder, let vectors = encoder.vectors else { return nil }
    let ids = encoder.encode(text).prefix(most ?? encoder.length)
    guard !ids.isEmpty else { return nil }
    return Tensor(
      shape: [ids.count, vectors.dimension], scalars: ids.flatMap { vectors.table[Int($0)] })
  }

  /// The curve of the model, as a mean over samples.
  ///
  /// - Parameters:
  ///   - samples: sequences of one length, `[steps, features]`, or `[steps]` integers for a model
  ///     that begins with an embedding.
  ///   - name: the name of the curve.
  /// - Returns: the curve.
  /// - Throws: `UnrollError` if there is no sample, they differ in length, or the model has no
  ///   recurrent layer that reads the steps of its input.
  public func curve(_ samples: [Tensor<Float>], name: String) throws -> GradientReach.Curve {
    guard let steps = samples.first?.shape[0], steps > 0 else {
      throw UnrollError(
        .invalidInput, "gradients need at least one sample of at least one step",
        hint: "give more samples")
    }
    guard samples.allSatisfy({ $0.shape == samples[0].shape }) else {
      throw UnrollError(
        .shapeMismatch, "samples for gradients are of one length",
        hint: "cut them to one length")
    }
    guard snapshot.network.inputs.count == 1,
      let part = try snapshot.network.recurrentPart(steps: steps)
    else {
      throw UnrollError(
        .unsupported, "gradients are followed through one recurrent layer on one sequence",
        hint: "give a model with a SimpleRNN, an LSTM or a GRU")
    }
    var sums = [Double](repeating: 0, count: steps)
    for sample in samples {
      for (step, norm) in try norms(sample, part).enumerated() { sums[step] += norm }
    }
    guard sums.allSatisfy(\.isFinite) else {
      throw UnrollError(
        .invalidInput, "the gradients are too large for numbers, or none at all",
        hint: "look at fewer steps: a gradient that explodes grows with each of them")
    }
    let byDistance = part.goesBackwards ? sums : sums.reversed()
    return GradientReach.Curve(
      name: name, className: part.className, distance: Array(0..<steps),
      norm: byDistance.map { ($0 / Double(samples.count)).significant(5) })
  }

  /// The norm for each step: all units of the last state, some of them in each pass.
  private func norms(_ sample: Tensor<Float>, _ part: Network.RecurrentPart) throws -> [Double] {
    let shape = Shape([1] + sample.shape.dimensions)
    let isTokens = snapshot.network.inputs[0].isTokens
    let input: BatchInput =
      isTokens
      ? .tokens(Tensor(shape: shape, scalars: sample.scalars.map { Int32(exactly: $0) ?? -1 }))
      : .dense(sample.reshaped(shape))
    let inspector = try Inspector(snapshot.with(part.network), sample: [input])
    var squares = [Double](repeating: 0, count: sample.shape[0])
    for first in stride(from: 0, to: part.units.count, by: Inspector.rows) {
      let units = first..<min(first + Inspector.rows, part.units.count)
      inspector.forward(scales: units.map { _ in 1 })
      let gradients = inspector.gradients { target in
        let rows = target.flattened
        let steps = rows.rows / units.count
        // The last row of a sample is what was put out last.
        for (row, unit) in units.enumerated() { rows[(row + 1) * steps - 1, unit] = 1 }
      }
      for row in gradients.flatMap(Inspector.squares) {
        for (step, square) in row.enumerated() { squares[step] += square }
      }
    }
    return squares.map { $0.squareRoot() }
  }
}
