/// A recurrent layer as ``Bidirectional`` sees it.
public protocol RecurrentLayer: Layer {
  /// Whether the layer reads its input from the end.
  var goesBackwards: Bool { get }
  /// Whether the layer puts out every step.
  var returnsSequences: Bool { get }
  /// Whether the last states are put out beside the output.
  var returnsState: Bool { get }
  /// The number of states.
  var stateCount: Int { get }
  /// Whether masked steps put out zeros.
  var zeroesMaskedOutput: Bool { get }
  /// The same layer with another direction and form of output.
  func directed(goBackwards: Bool, zeroOutputForMask: Bool) -> any RecurrentLayer
  /// The same layer with the order of its outputs turned round.
  var flipped: any Layer { get }
}

extension Recurrent {
  /// Whether the layer reads its input from the end.
  public var goesBackwards: Bool { configuration.goBackwards }
  /// Whether the layer puts out every step.
  public var returnsSequences: Bool { configuration.returnSequences }
  /// Whether the last states are put out beside the output.
  public var returnsState: Bool { configuration.returnState }
  /// The number of states.
  public var stateCount: Int { Cell.kind.states }
  /// Whether masked steps put out zeros.
  public var zeroesMaskedOutput: Bool { configuration.zeroOutputForMask }

  /// The same layer with another direction and form of output.
  public func directed(goBackwards: Bool, zeroOutputForMask: Bool) -> any RecurrentLayer {
    var options = configuration
    options.goBackwards = goBackwards
    options.zeroOutputForMask = zeroOutputForMask
    return Recurrent(options)
  }

  /// The same layer with the order of its outputs turned round.
  public var flipped: any Layer { PlacedRecurrent<Cell>(configuration, flipsOutput: true) }
}

/// A recurrent layer as a part of another one: where its weights stand, where its outputs go.
struct PlacedRecurrent<Cell: RecurrentCell>: Layer {
  static var className: String { Cell.layerClassName }
  static var readsRows: Bool { true }

  let configuration: RecurrentConfiguration<Cell>
  /// The name under which its weights stand; nil for none.
  private let scope: String?
  /// Whether the output of step t goes to the place T − 1 − t, without a copy.
  private let flipsOutput: Bool

  private var layer: Recurrent<Cell> { Recurrent(configuration) }

  init(_ configuration: RecurrentConfiguration<Cell>) {
    self.init(configuration, flipsOutput: false)
  }

  init(
    _ configuration: RecurrentConfiguration<Cell>, scope: String? = Recurrent<Cell>.scope,
    flipsOutput: Bool
  ) {
    self.configuration = configuration
    self.scope = scope
    self.flipsOutput = flipsOutput && configuration.returnSequences
  }

  func plan(_ plan: inout LayerPlan) throws -> Recurrent<Cell>.Slots {
    try layer.plan(&plan, scope: scope)
  }

  func forward(_ slots: Recurrent<Cell>.Slots, _ pass: ForwardPass) {
    layer.forward(slots, pass, flipsOutput: flipsOutput)
  }

  func backward(_ slots: Recurrent<Cell>.Slots, _ pass: BackwardPass) {
    layer.backward(slots, pass, flipsOutput: flipsOutput)
  }
}
