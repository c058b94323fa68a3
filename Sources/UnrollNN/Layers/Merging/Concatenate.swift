import UnrollTensor

/// Puts values side by side along one axis.
///
/// - Inputs: two or more whose shapes differ in that axis only. Output: as they, the sizes of the
///   axis added up. Parameters: none.
/// - A step of the output counts if it does in any input; inputs without a mask count everywhere.
/// - Keras: `Concatenate`.
public struct Concatenate: Layer {
  /// The options of the layer.
  public struct Configuration: LayerConfiguration {
    /// The axis, the batch counted as 0; negative axes count from the end.
    public var axis = -1
    /// The options at their defaults.
    public static let template = Configuration()
  }

  /// The handles of the layer: the sizes of one sample.
  public struct Slots: Sendable {
    /// The axis; 1 for that of time.
    let axis: Int
    /// The number of runs of neighbouring numbers in a sample, and their lengths by input.
    let runs: Int
    let lengths: [Int]
  }

  /// Keras's name of the class.
  public static let className = "Concatenate"
  /// The options.
  public let configuration: Configuration

  /// Creates the layer from its options.
  public init(_ configuration: Configuration) { self.configuration = configuration }
  /// Creates the layer for an axis.
  public init(axis: Int = -1) { self.init(.init(axis: axis)) }

  /// Adds up the sizes of the axis.
  ///
  /// - Throws: `UnrollError` if the inputs differ in another axis.
  public func plan(_ plan: inout LayerPlan) throws -> Slots {
    let shapes = plan.inputs.map(\.shape)
    let rank = shapes[0].rank
    let axis = configuration.axis < 0 ? configuration.axis + rank : configuration.axis
    try require(
      axis > 0 && axis < rank, "axis must name an axis after the batch", found: configuration.axis)
    var sizes = shapes[0].dimensions
    for shape in shapes.dropFirst() {
      let fits =
        shape.rank == rank
        && (0..<rank).allSatisfy { $0 == axis || shape[$0] == shapes[0][$0] }
      guard fits else {
        throw UnrollError(
          .shapeMismatch, "the values differ in another axis than \(axis)",
          found: shapes.map { $0.droppingFirst().description }.joined(separator: " and "))
      }
      sizes[axis] += shape[axis]
    }
    plan.output = Shape(sizes)
    plan.outputMask = rank >= 3 && plan.inputs.contains(where: \.hasMask) ? .own : .none
    return Slots(
      axis: axis, runs: sizes[1..<axis].reduce(1, *),
      lengths: shapes.map { $0.dimensions[axis...].reduce(1, *) })
  }

  /// Copies the inputs side by side.
  public func forward(_ slots: Slots, _ pass: ForwardPass) {
    if let mask = pass.outputMask { unite(slots, pass, into: mask) }
    for index in slots.lengths.indices {
      let (whole, part) = views(slots, index, pass.output, pass.denseInput(index))
      whole.assign(part)
    }
  }

  /// Cuts the gradient apart.
  public func backward(_ slots: Slots, _ pass: BackwardPass) {
    for index in slots.lengths.indices {
      guard let target = pass.inputGradient(index) else { continue }
      let (whole, part) = views(slots, index, pass.outputGradient, target)
      part.assign(whole)
    }
  }

  /// The place of an input in the output, and the input, as matrices of runs.
  private func views(
    _ slots: Slots, _ index: Int, _ whole: TensorRef<Float>, _ part: TensorRef<Float>
  ) -> (TensorRef<Float>, TensorRef<Float>) {
    let rows = part.shape[0] * slots.runs
    let total = slots.lengths.reduce(0, +)
    let start = slots.lengths[..<index].reduce(0, +)
    let place = whole.reshaped([rows, total]).columns(start..<(start + slots.lengths[index]))
    return (place, part.reshaped([rows, slots.lengths[index]]))
  }

  private func unite(_ slots: Slots, _ pass: ForwardPass, into target: TensorRef<UInt8>) {
    var first = 0
    for index in 0..<pass.inputCount {
      let (mask, steps) = (pass.mask(index), pass.denseInput(index).shape[1])
      for row in 0..<target.rows {
        for step in 0..<steps {
          let counts = mask.map { $0[row, step] != 0 } ?? true
          let place = first + step
          target[row, place] =
            counts || (slots.axis > 1 && index > 0 && target[row, place] != 0) ? 1 : 0
        }
      }
      if slots.axis == 1 { first += steps }
    }
  }
}
