import UnrollTensor

/// The options of SimpleRNNCell, LSTMCell and GRUCell: what happens in one step.
///
/// An option that a cell does not have is nil and does not appear in Keras's files.
public struct CellConfiguration<Cell: RecurrentCell>: LayerConfiguration {
  /// The number of units **U**: the size of the state and of the output.
  public var units: Int
  /// The activation of the candidate and of the output.
  public var activation = ActivationFunction.tanh
  /// The activation of the gates; LSTM and GRU.
  public var recurrentActivation: ActivationFunction?
  /// Whether a bias is added.
  public var useBias = true
  /// How the input's kernel starts.
  public var kernelInitializer = Initializer.glorotUniform
  /// How the state's kernel starts.
  public var recurrentInitializer = Initializer.orthogonal()
  /// How the bias starts.
  public var biasInitializer = Initializer.zeros
  /// The penalty on the input's kernel.
  public var kernelRegularizer: Regularizer?
  /// The penalty on the state's kernel.
  public var recurrentRegularizer: Regularizer?
  /// The penalty on the bias.
  public var biasRegularizer: Regularizer?
  /// What the input's kernel is made to obey.
  public var kernelConstraint: Constraint?
  /// What the state's kernel is made to obey.
  public var recurrentConstraint: Constraint?
  /// What the bias is made to obey.
  public var biasConstraint: Constraint?
  /// Whether the bias of the forget gate starts at one; LSTM.
  public var unitForgetBias: Bool?
  /// Whether the reset gate acts after the product with the recurrent kernel; GRU.
  public var resetAfter: Bool?
  /// The share of inputs that training drops; the same ones at every step.
  public var dropout: Float = 0
  /// The share of the state that training drops before the gates; the same at every step.
  public var recurrentDropout: Float = 0

  /// Creates options for a number of units.
  public init(units: Int) {
    self.units = units
    recurrentActivation = Cell.kind == .simpleRNN ? nil : .sigmoid
    unitForgetBias = Cell.kind == .lstm ? true : nil
    resetAfter = Cell.kind == .gru ? true : nil
  }

  /// All options at their defaults, the number of units missing.
  public static var template: Self { Self(units: 0) }

  /// Checks units and dropout.
  ///
  /// - Throws: `UnrollError` that names the option.
  public func validate() throws {
    try require(units > 0, "units must be positive", found: units)
    for rate in [dropout, recurrentDropout] {
      try require(rate >= 0 && rate <= 1, "dropout must lie between 0 and 1", found: rate)
    }
  }

  /// Whether training drops inputs; a rate of 1 drops none, as in Keras.
  var dropsInputs: Bool { dropout > 0 && dropout < 1 }
  /// Whether training drops states.
  var dropsStates: Bool { recurrentDropout > 0 && recurrentDropout < 1 }
  /// How many independent dropout patterns there are: one for each gate as soon as states drop.
  var noises: Int { recurrentDropout > 0 ? Cell.kind.gates : 1 }
}
