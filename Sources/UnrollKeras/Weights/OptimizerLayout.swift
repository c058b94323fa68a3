import UnrollNN
import UnrollTensor

/// The variables of an optimizer in the order in which one of the versions of Keras saves them.
struct OptimizerLayout {
  /// One variable of a file.
  enum Variable {
    /// The number of steps done.
    case iterations
    /// The learning rate.
    case learningRate(Double)
    /// A number that belongs to no weight.
    case scalar(Int)
    /// The numbers of a slot for a weight.
    case slot(Int, Parameter)

    /// The shape of the variable, where it has to be checked.
    var shape: Shape? {
      switch self {
      case .iterations, .learningRate: nil
      case .scalar: []
      case .slot(_, let parameter): parameter.shape
      }
    }
  }

  /// The variables in their order.
  let variables: [Variable]
  /// Whether numbers that belong to no weight are among them.
  let holdsScalars: Bool

  /// What Keras 3 saves today: the learning rate unless it is a schedule, and single numbers last.
  static func today(_ optimizer: any Optimizer, _ model: Model) -> OptimizerLayout {
    OptimizerLayout(
      variables: own(optimizer) + slots(optimizer, model) + scalars(optimizer), holdsScalars: true)
  }

  /// All layouts that files may have, today's first.
  static func known(_ optimizer: any Optimizer, _ model: Model) -> [OptimizerLayout] {
    let slots = slots(optimizer, model)
    let older = OptimizerLayout(
      variables: own(optimizer) + scalars(optimizer) + slots, holdsScalars: true)
    // Keras 2 saves neither the learning rate nor single numbers.
    let keras2 = OptimizerLayout(variables: [.iterations] + slots, holdsScalars: false)
    return [today(optimizer, model), older, keras2]
  }

  /// The number of variables that an optimizer of Keras 3 has before its first step.
  static func initialCount(_ optimizer: any Optimizer) -> Int { own(optimizer).count }

  private static func own(_ optimizer: any Optimizer) -> [Variable] {
    [.iterations] + (optimizer.learningRate.constant.map { [.learningRate($0)] } ?? [])
  }

  private static func slots(_ optimizer: any Optimizer, _ model: Model) -> [Variable] {
    OptimizerState.places(optimizer, model.parameters.parameters.filter(\.isTrainable))
      .map { .slot($0.slot, $0.parameter) }
  }

  private static func scalars(_ optimizer: any Optimizer) -> [Variable] {
    optimizer.scalars.indices.map { .scalar($0) }
  }
}
