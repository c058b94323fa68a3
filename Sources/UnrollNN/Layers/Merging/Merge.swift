import UnrollTensor

/// How a merging layer makes one number of several.
public enum MergeRule: Sendable {
  /// a + b + …
  case sum
  /// a − b
  case difference
  /// a · b · …
  case product
  /// (a + b + …) / n
  case mean
  /// The largest; of equal ones the first gets the gradient.
  case maximum
  /// The smallest; of equal ones the first gets the gradient.
  case minimum
}

/// A kind of merging layer.
public protocol MergeKind: Sendable {
  /// Keras's name of the layer.
  static var className: String { get }
  /// How it makes one number of several.
  static var rule: MergeRule { get }
}

/// Merges several values element by element.
///
/// - Inputs: two or more of one shape; sizes of 1 are repeated, and a value of fewer axes gets
///   axes of size 1 after the batch. Output: their common shape. Parameters: none.
/// - The output is masked if all inputs are; a step counts if it does in any of them. Products,
///   maxima and minima leave out what the masks of the inputs do.
/// - Keras: `Add`, `Subtract`, `Multiply`, `Average`, `Maximum`, `Minimum`.
public struct Merge<Kind: MergeKind>: Layer {
  /// The handles of the layer: how each input is repeated.
  public struct Slots: Sendable {
    let repeated: [RepeatedAxes]
  }

  /// Keras's name of the class.
  public static var className: String { Kind.className }
  /// The options: none.
  public let configuration: NoOptions

  /// Creates the layer from its options.
  public init(_ configuration: NoOptions = NoOptions()) { self.configuration = configuration }

  /// Finds the common shape.
  ///
  /// - Throws: `UnrollError` if the inputs have none.
  public func plan(_ plan: inout LayerPlan) throws -> Slots {
    let isPair = Kind.rule == .difference
    try require(
      isPair ? plan.inputs.count == 2 : plan.inputs.count >= 2,
      "\(Kind.className) merges \(isPair ? "two values" : "two values or more")",
      found: plan.inputs.count)
    try Self.checkMasks(plan.inputs)
    let shapes = plan.inputs.map(\.shape)
    plan.output = try RepeatedAxes.commonShape(shapes)
    let isMasked = plan.inputs.allSatisfy(\.hasMask) && plan.output.rank >= 3
    plan.outputMask = isMasked ? .own : .none
    let common = plan.output
    return Slots(repeated: shapes.map { RepeatedAxes($0, in: common) })
  }

  /// Whether what is masked is left out of the result.
  private static var heedsMasks: Bool { [.product, .maximum, .minimum].contains(Kind.rule) }

  private static func checkMasks(_ inputs: [PlannedInput]) throws {
    guard heedsMasks, inputs.contains(where: { $0.hasMask && $0.shape.rank > 3 }) else { return }
    throw UnrollError(
      .unsupported, "\(Kind.className) of masked values takes sequences of vectors, in Keras too",
      expected: "[batch, time, features]")
  }

  private func counted(_ slots: Slots, _ pass: ForwardPass) -> CountedPlaces? {
    Self.heedsMasks ? CountedPlaces(pass, slots.repeated) : nil
  }

  /// Merges the inputs, and their masks.
  public func forward(_ slots: Slots, _ pass: ForwardPass) {
    if let mask = pass.outputMask { mask.uniteMasks(of: pass) }
    let output = pass.output
    if let counted = counted(slots, pass) {
      for place in 0..<output.count {
        output.pointer[place] = counted.merged(at: place, by: Kind.rule) {
          pass.denseInput($0).pointer[slots.repeated[$0].source(of: place)]
        }
      }
      return
    }
    slots.repeated[0].forEachPair(output, pass.denseInput(0)) { $0 = $1 }
    for index in 1..<pass.inputCount {
      let input = pass.denseInput(index)
      switch Kind.rule {
      case .sum, .mean: slots.repeated[index].forEachPair(output, input) { $0 += $1 }
      case .difference: slots.repeated[index].forEachPair(output, input) { $0 -= $1 }
      case .product: slots.repeated[index].forEachPair(output, input) { $0 *= $1 }
      case .maximum: slots.repeated[index].forEachPair(output, input) { $0 = max($0, $1) }
      case .minimum: slots.repeated[index].forEachPair(output, input) { $0 = min($0, $1) }
      }
    }
    if Kind.rule == .mean { output.scale(by: 1 / Float(pass.inputCount)) }
  }

  /// Shares the gradient among the inputs; a repeated number gets the sum of its places.
  public func backward(_ slots: Slots, _ pass: BackwardPass) {
    let counted = counted(slots, pass.forward)
    for index in 0..<pass.forward.inputCount {
      guard let target = pass.inputGradient(index) else { continue }
      target.fill(0)
      slots.repeated[index].forEachPlace(rows: target.shape[0]) { place, source in
        target.pointer[source] +=
          pass.outputGradient.pointer[place]
          * self.share(of: index, place, slots, pass.forward, counted)
      }
    }
  }

  /// The derivative of the output at a place by one input.
  private func share(
    of index: Int, _ place: Int, _ slots: Slots, _ pass: ForwardPass, _ counted: CountedPlaces?
  ) -> Float {
    func matters(_ input: Int) -> Bool {
      counted?.matters(input, at: place, for: Kind.rule) ?? true
    }
    guard matters(index) else { return 0 }
    func value(_ input: Int) -> Float {
      pass.denseInput(input).pointer[slots.repeated[input].source(of: place)]
    }
    switch Kind.rule {
    case .sum: return 1
    case .difference: return index == 0 ? 1 : -1
    case .mean: return 1 / Float(pass.inputCount)
    case .product:
      return (0..<pass.inputCount).reduce(1) {
        $1 == index || !matters($1) ? $0 : $0 * value($1)
      }
    case .maximum, .minimum:
      let output = pass.output.pointer[place]
      let isFirst = (0..<index).allSatisfy { !matters($0) || value($0) != output }
      return isFirst && value(index) == output ? 1 : 0
    }
  }
}

extension TensorRef where Scalar == UInt8 {
  /// Fills a mask: a step counts if it does in any of the inputs of a pass.
  fileprivate func uniteMasks(of pass: ForwardPass) {
    fill(0)
    for index in 0..<pass.inputCount {
      guard let mask = pass.mask(index), mask.columns > 0 else { continue }
      for row in 0..<rows {
        for step in 0..<columns where mask[row, mask.columns == 1 ? 0 : step] != 0 {
          self[row, step] = 1
        }
      }
    }
  }
}
