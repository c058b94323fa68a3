import UnrollTensor

/// Repeats a vector as the steps of a sequence.
///
/// - Input `[batch, features]`; output `[batch, n, features]`. Parameters: none.
/// - Keras: `RepeatVector`.
public struct RepeatVector: Layer {
  /// The options of the layer.
  public struct Configuration: LayerConfiguration {
    /// The number of steps.
    public var n: Int
    /// The options, the number missing.
    public static let template = Configuration(n: 0)

    /// Checks the number of steps.
    ///
    /// - Throws: `UnrollError` that names the option.
    public func validate() throws { try Extent(n).validate("n") }
  }

  /// Keras's name of the class.
  public static let className = "RepeatVector"
  /// The options.
  public let configuration: Configuration

  /// Creates the layer from its options.
  public init(_ configuration: Configuration) { self.configuration = configuration }
  /// Creates the layer for a number of steps.
  public init(_ n: Int) { self.init(.init(n: n)) }

  /// The output gets an axis of time.
  ///
  /// - Throws: `UnrollError` if the input is not one vector for each sample.
  public func plan(_ plan: inout LayerPlan) throws -> NoSlots {
    guard plan.input.rank == 2 else {
      throw UnrollError(
        .shapeMismatch, "RepeatVector reads one vector for each sample",
        expected: "[batch, features]", found: plan.input.description)
    }
    plan.output = [plan.batch, configuration.n, plan.input[1]]
    plan.outputMask = .none
    plan.readsOutputAgain = false
    return NoSlots()
  }

  /// Copies the vector to every step.
  public func forward(_: NoSlots, _ pass: ForwardPass) {
    pass.output.flattened.repeatRows(of: pass.denseInput, times: configuration.n)
  }

  /// Adds the gradients of the steps.
  public func backward(_: NoSlots, _ pass: BackwardPass) {
    pass.inputGradient?.sumRepeated(pass.outputGradient.flattened, times: configuration.n)
  }
}

extension TensorRef where Scalar == Float {
  /// Copies each row of a matrix several times, one after another.
  func repeatRows(of source: TensorRef, times: Int) {
    for row in 0..<source.rows {
      for copy in (row * times)..<((row + 1) * times) {
        slices(copy..<(copy + 1)).assign(source.slices(row..<(row + 1)))
      }
    }
  }

  /// Sets each row to the sum of the rows that were copied from it.
  func sumRepeated(_ copies: TensorRef, times: Int) {
    for row in 0..<rows {
      let target = slices(row..<(row + 1))
      target.assign(copies.slices((row * times)..<(row * times + 1)))
      for copy in (row * times + 1)..<((row + 1) * times) {
        target.add(copies.slices(copy..<(copy + 1)))
      }
    }
  }
}
