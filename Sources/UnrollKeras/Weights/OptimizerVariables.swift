import UnrollHDF5
import UnrollNN
import UnrollTensor

/// What Keras saves of an optimizer: steps done, learning rate unless it is a schedule, numbers for
/// each weight, and single numbers.
struct OptimizerVariables {
  /// The group of the variables in a file of weights.
  static let path = "optimizer/vars"

  /// More steps than any training takes; a file may claim more.
  private static let mostSteps = 1 << 53

  /// Keras's automatic name of the optimizer, such as `adam`.
  let name: String
  private let content: Content

  private enum Content {
    case known(OptimizerLayout, OptimizerState)
    case kept([KeptCompilation.Variable])
  }

  /// The variables of a model that is compiled; before the first step they are those of a fresh
  /// optimizer, as Keras writes them, which it misses otherwise.
  init?(_ model: Model) {
    guard let optimizer = model.compilation?.optimizer else {
      guard let kept = model.keptCompilation, !kept.variables.isEmpty else { return nil }
      name = (kept.config["optimizer"]?["class_name"]?.string ?? "optimizer").snakeCased()
      content = .kept(kept.variables)
      return
    }
    name = type(of: optimizer).className.snakeCased()
    let state =
      model.optimizerState.flatMap { $0.fits(optimizer) ? $0 : nil }
      ?? OptimizerState(fresh: optimizer, for: model)
    content = .known(.today(optimizer, model), state)
  }

  /// Writes the variables as `0`, `1`, and so on, and returns how many they are.
  @discardableResult
  func write(to group: HDF5NewGroup) throws -> Int {
    switch content {
    case .known(let layout, let state):
      try Self.write(layout, state, to: group)
      return layout.variables.count
    case .kept(let variables):
      for (index, variable) in variables.enumerated() {
        switch variable {
        case .integer(let number): try group.write([number], to: "\(index)")
        case .floats(let numbers): try group.write(numbers, to: "\(index)")
        }
      }
      return variables.count
    }
  }

  private static func write(
    _ layout: OptimizerLayout, _ state: OptimizerState, to group: HDF5NewGroup
  ) throws {
    for (index, variable) in layout.variables.enumerated() {
      let name = "\(index)"
      switch variable {
      case .iterations: try group.write([Int64(state.iterations)], to: name)
      case .learningRate(let rate): try group.write(scalar(Float(rate)), to: name)
      case .scalar(let number): try group.write(scalar(state.scalars[number]), to: name)
      case .slot(let slot, let parameter):
        try group.write(state.value(slot, parameter), to: name)
      }
    }
  }

  private static func scalar(_ value: Float) -> Tensor<Float> {
    Tensor(repeating: value, shape: [])
  }

  /// Reads the variables into a model that is compiled.
  ///
  /// - Returns: a note if they do not fit; the model's optimizer starts afresh then.
  /// - Throws: `UnrollError` if the file is damaged.
  static func restore(_ model: Model, from file: WeightFile) throws -> LoadNote? {
    guard let optimizer = model.compilation?.optimizer, let stored = try file.optimizer() else {
      return nil
    }
    let weights = model.parameters.parameters.filter(\.isTrainable).count
    let arrays = stored.ordered(for: optimizer, weights: weights)
    let layouts = OptimizerLayout.known(optimizer, model)
    guard let layout = layouts.first(where: { misfit($0, arrays) == nil }) else {
      // An optimizer that never made a step saves nothing, or what it has without weights.
      if arrays.count <= OptimizerLayout.initialCount(optimizer) { return nil }
      return misfit(layouts[0], arrays).map(note)
    }
    let state = OptimizerState(fresh: optimizer, for: model)
    for (array, variable) in zip(arrays, layout.variables) {
      switch variable {
      case .iterations:
        state.iterations = min(max(0, Int(clamping: try array.integer())), mostSteps)
      case .learningRate: restoreLearningRate(model, try array.floats())
      case .scalar(let number): state.scalars[number] = try array.floats().scalars[0]
      case .slot(let slot, let parameter):
        state.set(slot, parameter, to: try array.floats())
      }
    }
    if !layout.holdsScalars { state.advanceScalars(optimizer) }
    model.restore(state)
    return nil
  }

  /// In what the variables of a file are not those of a layout.
  private static func misfit(_ layout: OptimizerLayout, _ arrays: [StoredArray]) -> String? {
    guard arrays.count == layout.variables.count else {
      return "expected \(layout.variables.count) variables, found \(arrays.count)"
    }
    for (array, variable) in zip(arrays, layout.variables) {
      guard let shape = variable.shape, array.shape != shape else { continue }
      return "a variable has the shape \(array.shape), not \(shape)"
    }
    return nil
  }

  /// Takes the learning rate of the file, unless it is that of the options, which are more exact.
  private static func restoreLearningRate(_ model: Model, _ value: Tensor<Float>) {
    guard value.shape.count == 1, let rate = value.scalars.first, rate.isFinite, rate >= 0,
      let known = model.compilation?.optimizer.learningRate.constant, Float(known) != rate
    else { return }
    model.compilation?.optimizer.learningRate = .constant(Double(rate))
  }

  private static func note(_ reason: String) -> LoadNote {
    LoadNote("the state of the optimizer was left out: \(reason)", path: [path])
  }
}
