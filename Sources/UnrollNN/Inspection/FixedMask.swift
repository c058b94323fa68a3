import UnrollTensor

/// Stands in an inspected network where a layer made a mask from its input.
///
/// An inspection scales its input; which steps count must stay what it was for the sample itself.
/// Not a layer of Keras: no file holds it.
struct FixedMask: Layer {
  struct Configuration: LayerConfiguration {
    /// 1 for each step that counts; nil for no mask.
    var mask: [UInt8]?
    static let template = Configuration()
  }

  static let className = "FixedMask"
  let configuration: Configuration

  init(_ configuration: Configuration) { self.configuration = configuration }

  func plan(_ plan: inout LayerPlan) throws -> NoSlots {
    if let mask = configuration.mask {
      try require(mask.count == plan.input[1], "a mask has a number for each step")
      plan.outputMask = .own
    } else {
      plan.outputMask = .none
    }
    return NoSlots()
  }

  func forward(_: NoSlots, _ pass: ForwardPass) {
    pass.output.assign(pass.denseInput)
    if let target = pass.outputMask, let mask = configuration.mask {
      for row in 0..<target.rows { target.slices(row..<(row + 1)).flat.assign(mask) }
    }
    clear(pass.output)
  }

  func backward(_: NoSlots, _ pass: BackwardPass) {
    guard let target = pass.inputGradient else { return }
    target.assign(pass.outputGradient)
    clear(target)
  }

  /// Zeroes the steps that do not count.
  private func clear(_ values: TensorRef<Float>) {
    guard let mask = configuration.mask else { return }
    let rows = values.flattened
    for row in 0..<rows.rows where mask[row % mask.count] == 0 {
      rows.slices(row..<(row + 1)).fill(0)
    }
  }
}
