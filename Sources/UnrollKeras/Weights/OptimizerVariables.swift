import UnrollHDF5
import UnrollNN
import UnrollTensor

/// What Keras saves of an optimizer: steps done, learning rate, and numbers for each weight.
struct OptimizerVariables {
  /// The group of the variables in a file of weights.
  static let path = "optimizer/vars"

  private let optimizer: any Optimizer
  private let parameters: [Parameter]
  private let state: OptimizerState

  /// The variables of a model that is compiled; before the first step they are those of a fresh
  /// optimizer, as Keras writes them, which it misses otherwise.
  init?(_ model: Model) {
    guard let compilation = model.compilation else { return nil }
    optimizer = compilation.optimizer
    parameters = model.parameters.parameters.filter(\.isTrainable)
    let fresh = OptimizerState(fresh: optimizer, for: model)
    let fitting = model.optimizerState.flatMap { $0.slotCount == fresh.slotCount ? $0 : nil }
    state = fitting ?? fresh
  }

  /// Keras's automatic name of the optimizer, such as `adam`.
  var name: String { type(of: optimizer).className.snakeCased() }

  /// Writes the variables as `0`, `1`, and so on.
  func write(to group: HDF5Group) throws {
    try group.write([Int64(state.iterations)], to: "0")
    try group.write(Tensor<Float>(repeating: Float(optimizer.learningRate), shape: []), to: "1")
    for (index, place) in Self.places(optimizer, parameters).enumerated() {
      try group.write(state.value(place.slot, place.parameter), to: "\(index + 2)")
    }
  }

  /// The numbers for the weights in the order in which Keras saves them.
  ///
  /// Slot by slot; where an optimizer interleaves, its first two slots come weight by weight.
  private static func places(
    _ optimizer: any Optimizer, _ parameters: [Parameter]
  ) -> [(slot: Int, parameter: Parameter)] {
    let slots = optimizer.slotNames.count
    let interleaved = type(of: optimizer).interleavesSlots ? min(2, slots) : 0
    let pairs = parameters.flatMap { parameter in
      (0..<interleaved).map { (slot: $0, parameter: parameter) }
    }
    return pairs
      + (interleaved..<slots).flatMap { slot in
        parameters.map { (slot: slot, parameter: $0) }
      }
  }

  /// Reads the variables into a model that is compiled.
  ///
  /// - Returns: a note if they do not fit; the model's optimizer starts afresh then.
  /// - Throws: `UnrollError` if the file is damaged.
  static func restore(_ model: Model, from file: WeightFile) throws -> LoadNote? {
    guard let compilation = model.compilation, let stored = try file.optimizer() else {
      return nil
    }
    let parameters = model.parameters.parameters.filter(\.isTrainable)
    let arrays = stored.ordered(for: compilation.optimizer, weights: parameters.count)
    let count = arrays.count
    // An optimizer that never made a step saves nothing, or no more than its two scalars.
    guard count > 2 || compilation.optimizer.slotNames.isEmpty else { return nil }
    let places = places(compilation.optimizer, parameters)
    guard count == places.count + 2 else {
      return note("expected \(places.count + 2) variables, found \(count)")
    }
    for (array, place) in zip(arrays.dropFirst(2), places)
    where array.shape != place.parameter.shape {
      return note("a variable has the shape \(array.shape), not \(place.parameter.shape)")
    }
    let state = OptimizerState(fresh: compilation.optimizer, for: model)
    state.iterations = max(0, Int(clamping: try arrays[0].integer()))
    for (array, place) in zip(arrays.dropFirst(2), places) {
      state.set(place.slot, place.parameter, to: try array.floats())
    }
    restoreLearningRate(model, try arrays[1].floats())
    model.restore(state)
    return nil
  }

  /// Takes the learning rate of the file, unless it is that of the options, which are more exact.
  private static func restoreLearningRate(_ model: Model, _ value: Tensor<Float>) {
    guard value.shape.count == 1, let rate = value.scalars.first, rate.isFinite, rate >= 0,
      let known = model.compilation?.optimizer.learningRate, Float(known) != rate
    else { return }
    model.compilation?.optimizer.learningRate = Double(rate)
  }

  private static func note(_ reason: String) -> LoadNote {
    LoadNote("the state of the optimizer was left out: \(reason)", path: [path])
  }
}
