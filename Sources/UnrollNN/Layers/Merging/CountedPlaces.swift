import UnrollTensor

/// Which numbers of the inputs of a merging layer count: those of masked steps do not.
struct CountedPlaces {
  private let masks: [TensorRef<UInt8>?]
  private let repeated: [RepeatedAxes]
  /// For each input the size of a sample and of a step in it.
  private let sizes: [(sample: Int, step: Int)]

  /// Creates the places of a pass; nil if none of its inputs is masked.
  init?(_ pass: ForwardPass, _ repeated: [RepeatedAxes]) {
    masks = (0..<pass.inputCount).map { pass.mask($0) }
    guard masks.contains(where: { $0 != nil }) else { return nil }
    self.repeated = repeated
    sizes = (0..<pass.inputCount).map { index in
      let shape = pass.denseInput(index).shape.droppingFirst()
      return (shape.count, shape.rank > 1 ? shape.droppingFirst().count : shape.count)
    }
  }

  /// Whether an input counts at a place of the output.
  func counts(_ input: Int, at place: Int) -> Bool {
    guard let mask = masks[input], mask.columns > 0 else { return true }
    let (row, rest) = repeated[input].source(of: place)
      .quotientAndRemainder(dividingBy: sizes[input].sample)
    return mask[row, mask.columns == 1 ? 0 : rest / sizes[input].step] != 0
  }

  /// Whether every input is masked, so that the output is, too.
  var areAllMasked: Bool { masks.allSatisfy { $0 != nil } }

  /// Merges the inputs at a place.
  ///
  /// A product takes ones for what does not count, and is 0 where nothing counts and all inputs
  /// are masked. The largest and the smallest are of those that count; where none does, the first
  /// input is taken.
  ///
  /// - Parameters:
  ///   - place: the place in the output.
  ///   - rule: product, maximum or minimum.
  ///   - value: the number that an input has there.
  /// - Returns: the number of the output.
  func merged(at place: Int, by rule: MergeRule, _ value: (Int) -> Float) -> Float {
    let counted = masks.indices.filter { counts($0, at: place) }
    guard rule != .product else {
      return counted.isEmpty && areAllMasked ? 0 : counted.reduce(1) { $0 * value($1) }
    }
    guard let first = counted.first else { return value(0) }
    return counted.dropFirst().reduce(value(first)) { merged, input in
      rule == .maximum ? max(merged, value(input)) : min(merged, value(input))
    }
  }

  /// Whether the output at a place may depend on an input.
  func matters(_ input: Int, at place: Int, for rule: MergeRule) -> Bool {
    if counts(input, at: place) { return true }
    guard rule != .product, input == 0 else { return false }
    return !masks.indices.contains { counts($0, at: place) }
  }
}
