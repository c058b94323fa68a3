import UnrollTensor

/// The scalar products of two values along one axis of each.
///
/// - Inputs: two, whose axes agree in size. Output: the other axes of the first, then those of the
///   second; `[batch, 1]` if none is left. Parameters: none. Masks end here.
/// - Keras: `Dot`.
public struct Dot: Layer {
  /// The options of the layer.
  public struct Configuration: LayerConfiguration {
    /// The axis of both values, or one of each; the batch is 0, negative axes count from the end.
    public var axes: Axes
    /// Whether vectors are brought to length 1 first.
    public var normalize = false
    /// The options, the axes missing.
    public static let template = Configuration(axes: Axes([]))
  }

  /// One axis for both values, or one for each.
  public struct Axes: Codable, Equatable, Sendable {
    let numbers: [Int]

    /// Creates the choice.
    public init(_ numbers: [Int]) { self.numbers = numbers }

    /// Reads a number or a list.
    ///
    /// - Throws: a decoding error for anything else.
    public init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      numbers = try (try? [container.decode(Int.self)]) ?? container.decode([Int].self)
    }

    /// Writes a number or a list.
    public func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      if numbers.count == 1 {
        try container.encode(numbers[0])
      } else {
        try container.encode(numbers)
      }
    }
  }

  /// The handles of the layer.
  public struct Slots: Sendable {
    let left, right: VectorAxis
    /// The vectors of length 1, and the lengths that they had.
    let units: [BufferSlot<Float>]
    let gradients: [BufferSlot<Float>]
  }

  /// Keras's name of the class.
  public static let className = "Dot"
  /// The options.
  public let configuration: Configuration

  /// Creates the layer from its options.
  public init(_ configuration: Configuration) { self.configuration = configuration }
  /// Creates the layer for axes.
  public init(axes: Int..., normalize: Bool = false) {
    self.init(.init(axes: Axes(axes), normalize: normalize))
  }

  /// Takes the two axes away.
  ///
  /// - Throws: `UnrollError` if they do not agree.
  public func plan(_ plan: inout LayerPlan) throws -> Slots {
    try require(plan.inputs.count == 2, "Dot reads two values", found: plan.inputs.count)
    let numbers = configuration.axes.numbers
    try require((1...2).contains(numbers.count), "axes must be one axis or two", found: numbers)
    let shapes = plan.inputs.map(\.shape)
    let left = try VectorAxis(shapes[0], axis: numbers[0])
    let right = try VectorAxis(shapes[1], axis: numbers[numbers.count - 1])
    guard left.size == right.size else {
      throw UnrollError(
        .shapeMismatch, "the axes of Dot differ in size", expected: "\(left.size)",
        found: "\(right.size)")
    }
    let rest = left.otherSizes + right.otherSizes
    plan.output = Shape([plan.batch] + (rest.isEmpty ? [1] : rest))
    plan.outputMask = .none
    let trains = plan.mode == .training
    return Slots(
      left: left, right: right,
      units: configuration.normalize ? shapes.map { plan.saved($0) } : [],
      gradients: configuration.normalize && trains
        ? shapes.map { plan.scratch($0, in: .backward) } : [])
  }

  /// Multiplies.
  public func forward(_ slots: Slots, _ pass: ForwardPass) {
    let (left, right) = vectors(slots, pass, filling: true)
    let output = pass.output.pointer
    let (rows, columns) = (slots.left.count, slots.right.count)
    for sample in 0..<pass.batch {
      for row in 0..<rows {
        for column in 0..<columns {
          var sum: Float = 0
          for index in 0..<slots.left.size {
            sum +=
              left[slots.left.place(sample, row, index)]
              * right[slots.right.place(sample, column, index)]
          }
          output[(sample * rows + row) * columns + column] = sum
        }
      }
    }
  }

  /// Takes the gradient to both values.
  public func backward(_ slots: Slots, _ pass: BackwardPass) {
    let (left, right) = vectors(slots, pass.forward, filling: false)
    let gradient = pass.outputGradient.pointer
    let (rows, columns) = (slots.left.count, slots.right.count)
    let targets = (0..<2).map { index -> TensorRef<Float>? in
      pass.inputGradient(index).map { slots.gradients.isEmpty ? $0 : pass[slots.gradients[index]] }
    }
    for target in targets { target?.fill(0) }
    for sample in 0..<pass.forward.batch {
      for row in 0..<rows {
        for column in 0..<columns {
          let own = gradient[(sample * rows + row) * columns + column]
          for index in 0..<slots.left.size {
            let first = slots.left.place(sample, row, index)
            let second = slots.right.place(sample, column, index)
            if let target = targets[0] { target.pointer[first] += own * right[second] }
            if let target = targets[1] { target.pointer[second] += own * left[first] }
          }
        }
      }
    }
    guard configuration.normalize else { return }
    for (index, axis) in [slots.left, slots.right].enumerated() {
      guard let target = pass.inputGradient(index), let found = targets[index] else { continue }
      axis.unitGradient(
        of: pass.forward.denseInput(index), unit: pass[slots.units[index]], found, into: target)
    }
  }

  /// The numbers of both values, brought to length 1 if that is wanted.
  private func vectors(
    _ slots: Slots, _ pass: ForwardPass, filling: Bool
  ) -> (UnsafeMutablePointer<Float>, UnsafeMutablePointer<Float>) {
    guard configuration.normalize else {
      return (pass.denseInput(0).pointer, pass.denseInput(1).pointer)
    }
    if filling {
      slots.left.normalize(pass.denseInput(0), into: pass[slots.units[0]])
      slots.right.normalize(pass.denseInput(1), into: pass[slots.units[1]])
    }
    return (pass[slots.units[0]].pointer, pass[slots.units[1]].pointer)
  }
}
