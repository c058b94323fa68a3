import UnrollTensor

/// A rectifier with a slope, a threshold and a largest value.
///
/// Above the threshold it puts out x, at most `maxValue`; below, the slope times the distance to
/// the threshold.
///
/// - Input: any shape `[batch, …]`. Output: the same shape. Parameters: none.
/// - Keras: `ReLU`.
public struct ReLU: Layer {
  /// The options of the layer.
  public struct Configuration: LayerConfiguration {
    /// The largest output; nil for none.
    public var maxValue: Float?
    /// The slope below the threshold.
    public var negativeSlope: Float = 0
    /// Where the function begins to rise as its input does.
    public var threshold: Float = 0
    /// The options at their defaults.
    public static let template = Configuration()

    /// Checks that no option is negative.
    ///
    /// - Throws: `UnrollError` that names the option.
    public func validate() throws {
      try require(maxValue ?? 0 >= 0, "max_value must not be negative", found: maxValue)
      try require(negativeSlope >= 0, "negative_slope must not be negative", found: negativeSlope)
      try require(threshold >= 0, "threshold must not be negative", found: threshold)
    }

    func value(_ x: Float) -> Float {
      guard x > threshold else { return negativeSlope * (x - threshold) }
      return maxValue.map { min(x, $0) } ?? x
    }

    /// The derivative; in its kinks that of Keras.
    func slope(_ x: Float) -> Float {
      if x > threshold {
        guard let maxValue else { return 1 }
        return x < maxValue || (x == maxValue && !endsFlat) ? 1 : 0
      }
      return x < threshold || (maxValue == nil && threshold == 0) ? negativeSlope : 0
    }

    /// Whether the derivative at the largest value is 0: so it is for Keras's relu6, alone.
    private var endsFlat: Bool { maxValue == 6 && threshold == 0 }
  }

  /// Keras's name of the class.
  public static let className = "ReLU"
  /// The options.
  public let configuration: Configuration

  /// Creates the layer from its options.
  public init(_ configuration: Configuration) { self.configuration = configuration }
  /// Creates the layer for a largest value, a slope and a threshold.
  public init(maxValue: Float? = nil, negativeSlope: Float = 0, threshold: Float = 0) {
    self.init(.init(maxValue: maxValue, negativeSlope: negativeSlope, threshold: threshold))
  }

  /// The output has the shape of the input.
  public func plan(_ plan: inout LayerPlan) -> NoSlots {
    plan.readsOutputAgain = false
    return NoSlots()
  }

  /// Applies the function.
  public func forward(_: NoSlots, _ pass: ForwardPass) {
    pass.output.map(pass.denseInput) { [configuration] in configuration.value($0) }
  }

  /// Multiplies the gradient by the derivative.
  public func backward(_: NoSlots, _ pass: BackwardPass) {
    pass.inputGradient?.combine(pass.forward.denseInput, pass.outputGradient) {
      [configuration] in configuration.slope($0) * $1
    }
  }
}

extension TensorRef where Scalar == Float {
  /// Sets every element of this contiguous view from the element of another.
  func map(_ other: TensorRef, _ body: (Float) -> Float) {
    combine(other, other) { value, _ in body(value) }
  }
}
