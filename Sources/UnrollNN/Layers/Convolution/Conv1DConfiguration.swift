import UnrollTensor

/// The options of ``Conv1D``.
public struct Conv1DConfiguration: LayerConfiguration {
  /// The number of filters: the size of the output's last axis.
  public var filters: Int
  /// The number of steps that a filter looks at.
  public var kernelSize: Extent
  /// The distance between the starts of neighbouring windows.
  public var strides: Extent = 1
  /// How windows at the ends of the sequence are treated.
  public var padding = WindowPadding.valid
  /// Keras's order of the axes; only `channels_last`, `[batch, time, features]`.
  public var dataFormat = "channels_last"
  /// The distance between the steps that a filter looks at.
  public var dilationRate: Extent = 1
  /// The number of groups, each with its share of features and filters.
  public var groups = 1
  /// The activation of the output.
  public var activation = ActivationFunction.linear
  /// Whether a bias is added.
  public var useBias = true
  /// How the kernel starts.
  public var kernelInitializer = Initializer.glorotUniform
  /// How the bias starts.
  public var biasInitializer = Initializer.zeros
  /// The penalty on the kernel.
  public var kernelRegularizer: Regularizer?
  /// The penalty on the bias.
  public var biasRegularizer: Regularizer?
  /// What the kernel is made to obey.
  public var kernelConstraint: Constraint?
  /// What the bias is made to obey.
  public var biasConstraint: Constraint?
  /// Keras's rank of an adaptation with low rank, which Unroll does not have.
  public var loraRank: Int?

  /// Creates options.
  public init(filters: Int, kernelSize: Extent) {
    (self.filters, self.kernelSize) = (filters, kernelSize)
  }

  /// The options at their defaults, filters and size missing.
  public static let template = Conv1DConfiguration(filters: 0, kernelSize: 0)

  /// Checks sizes, strides and groups.
  ///
  /// - Throws: `UnrollError` that names the option.
  public func validate() throws {
    try Extent(filters).validate("filters")
    try kernelSize.validate("kernel_size")
    try strides.validate("strides")
    try dilationRate.validate("dilation_rate")
    try ChannelOrder.validate(dataFormat)
    try require(groups > 0, "groups must be positive", found: groups)
    try require(
      filters % groups == 0, "filters must be a multiple of groups",
      found: "\(filters) filters, \(groups) groups")
    try require(
      strides == 1 || dilationRate == 1, "strides and dilation_rate cannot both be above 1",
      found: "\(strides.value) and \(dilationRate.value)")
    guard loraRank == nil else {
      throw UnrollError(
        .unsupported, "the option lora_rank is not supported", path: ["lora_rank"],
        expected: "null", hint: "save the model without it")
    }
  }

  /// The windows over a sequence.
  func windows(steps: Int) throws -> TimeWindows {
    try TimeWindows(
      steps: steps, size: kernelSize.value, stride: strides.value, dilation: dilationRate.value,
      padding: padding)
  }
}
