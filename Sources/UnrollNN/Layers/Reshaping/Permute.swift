import UnrollTensor

/// Puts the axes of each sample into another order.
///
/// - Input `[batch, …]`; output with the axes after the batch in the order of `dims`.
///   Parameters: none. The mask ends here.
/// - Keras: `Permute`.
public struct Permute: Layer {
  /// The options of the layer.
  public struct Configuration: LayerConfiguration {
    /// For each axis of the output the axis of the input, counted from 1.
    public var dims: [Int]
    /// The options, the order missing.
    public static let template = Configuration(dims: [0])

    /// Checks that each axis occurs once.
    ///
    /// - Throws: `UnrollError` that names the option.
    public func validate() throws {
      try require(
        !dims.isEmpty && dims.sorted() == Array(1...dims.count),
        "dims holds every axis after the batch once, counted from 1", found: dims)
    }
  }

  /// The handles of the layer.
  public struct Slots: Sendable {
    /// For each element of a sample of the output its place in the input.
    let order: AxisOrder
  }

  /// Keras's name of the class.
  public static let className = "Permute"
  /// The options.
  public let configuration: Configuration

  /// Creates the layer from its options.
  public init(_ configuration: Configuration) { self.configuration = configuration }
  /// Creates the layer for an order of axes.
  public init(_ dims: Int...) { self.init(.init(dims: dims)) }

  /// The output has the axes of the input in the new order.
  ///
  /// - Throws: `UnrollError` if the input has another number of axes.
  public func plan(_ plan: inout LayerPlan) throws -> Slots {
    let dims = configuration.dims
    guard plan.input.rank == dims.count + 1 else {
      throw UnrollError(
        .shapeMismatch, "Permute needs an input with as many axes after the batch as dims",
        expected: "\(dims.count) axes, for dims \(dims)", found: plan.input.description)
    }
    let sample = plan.input.droppingFirst()
    plan.output = Shape([plan.batch] + dims.map { sample[$0 - 1] })
    plan.outputMask = .none
    plan.readsOutputAgain = false
    return Slots(order: AxisOrder(sample, dims.map { $0 - 1 }))
  }

  /// Copies the numbers into their new places.
  public func forward(_ slots: Slots, _ pass: ForwardPass) {
    slots.order.copy(pass.denseInput, into: pass.output, samples: pass.batch, pass.kernels)
  }

  /// Copies the gradient back.
  public func backward(_ slots: Slots, _ pass: BackwardPass) {
    guard let target = pass.inputGradient else { return }
    slots.order.inverse.copy(
      pass.outputGradient, into: target, samples: pass.forward.batch, pass.kernels)
  }
}
