import UnrollTensor

/// The options of pooling over windows of time.
public struct Pooling1DConfiguration: LayerConfiguration {
  /// The number of steps of a window.
  public var poolSize: Extent
  /// The distance between the starts of neighbouring windows; nil for their size.
  public var strides: Extent?
  /// How windows at the ends of the sequence are treated; `valid` or `same`.
  public var padding = WindowPadding.valid
  /// Keras's order of the axes; only `channels_last`, `[batch, time, features]`.
  public var dataFormat = "channels_last"
  /// The options at their defaults.
  public static let template = Pooling1DConfiguration(poolSize: 2)

  /// Checks sizes, padding and the order of the axes.
  ///
  /// - Throws: `UnrollError` that names the option.
  public func validate() throws {
    try poolSize.validate("pool_size")
    try strides?.validate("strides")
    try ChannelOrder.validate(dataFormat)
    try require(
      padding != .causal, "padding must be valid or same for pooling", found: padding.rawValue)
  }

  /// Takes windows for steps.
  func reduce(_ plan: inout LayerPlan, _ layer: String) throws -> TimeWindows {
    try plan.requireSequence(layer)
    let windows = try TimeWindows(
      steps: plan.input[1], size: poolSize.value, stride: (strides ?? poolSize).value,
      padding: padding)
    plan.output = [plan.batch, windows.count, plan.input[2]]
    plan.outputMask = .none
    plan.readsOutputAgain = false
    return windows
  }
}
