import UnrollNN
import UnrollTensor

/// What a file holds of an optimizer, in whatever order its version of Keras wrote it.
struct StoredOptimizer {
  let arrays: [StoredArray]
  /// Whether all numbers of one kind stand together (m, m, v, v), as until Keras 2.10, where
  /// later versions have them weight by weight (m, v, m, v).
  let isSlotBySlot: Bool

  /// The arrays weight by weight, the steps done first.
  ///
  /// - Parameters:
  ///   - optimizer: the optimizer that they are for.
  ///   - model: the model whose weights it changes.
  /// - Returns: as many arrays as the file has, and the steps if it lacks them.
  func ordered(for optimizer: any Optimizer, _ model: Model) -> [StoredArray] {
    guard isSlotBySlot else { return arrays }
    let scalars = Array(arrays.prefix(2).prefix { $0.shape.rank == 0 })
    // Keras 2.2's RMSprop does not even save its steps.
    let steps = StoredArray(place: "iterations", shape: []) { Tensor(repeating: 0, shape: []) }
    let rest = Array(arrays.dropFirst(scalars.count))
    return (scalars.isEmpty ? [steps] : scalars) + interleaved(rest, optimizer, model)
  }

  private func interleaved(
    _ arrays: [StoredArray], _ optimizer: any Optimizer, _ model: Model
  ) -> [StoredArray] {
    let weights = model.parameters.parameters.filter(\.isTrainable)
    let places = OptimizerState.places(optimizer, weights)
    // Keras 2.2's Adam keeps a placeholder for each largest average that it does not use.
    let isPadded =
      arrays.count == places.count + weights.count
      && arrays.suffix(weights.count).allSatisfy { $0.shape == [1] }
    guard isPadded || arrays.count == places.count else { return arrays }
    let numbers = Dictionary(
      weights.enumerated().map { ($1.range.lowerBound, $0) }) { first, _ in first }
    return places.map { place in
      arrays[place.slot * weights.count + (numbers[place.parameter.range.lowerBound] ?? 0)]
    }
  }
}
