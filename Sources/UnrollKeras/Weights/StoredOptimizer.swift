import UnrollNN
import UnrollTensor

/// What a file holds of an optimizer, in whatever order its version of Keras wrote it.
struct StoredOptimizer {
  let arrays: [StoredArray]
  /// Whether all numbers of one kind stand together (m, m, v, v), as until Keras 2.10, where
  /// later versions have them weight by weight (m, v, m, v).
  let isSlotBySlot: Bool

  /// The arrays as later versions have them: steps, learning rate if it is there, then the numbers
  /// for weights, those of one rule weight by weight.
  ///
  /// - Parameters:
  ///   - optimizer: the optimizer that they are for.
  ///   - weights: how many weights it changes.
  /// - Returns: the arrays of the file, and the steps if it lacks them.
  func ordered(for optimizer: any Optimizer, weights: Int) -> [StoredArray] {
    guard isSlotBySlot else { return arrays }
    let scalars = Array(arrays.prefix(2).prefix { $0.shape.rank == 0 })
    // Keras 2.2's RMSprop does not save its steps.
    let steps = StoredArray(place: "iterations", shape: []) { Tensor(repeating: 0, shape: []) }
    return (scalars.isEmpty ? [steps] : scalars)
      + interleaved(Array(arrays.dropFirst(scalars.count)), optimizer, weights)
  }

  private func interleaved(
    _ arrays: [StoredArray], _ optimizer: any Optimizer, _ weights: Int
  ) -> [StoredArray] {
    let used = optimizer.slotGroups.joined().count * weights
    // Keras 2.2's Adam keeps a placeholder for each largest average that it does not use.
    let isPadded =
      arrays.count == used + weights
      && arrays.suffix(weights).allSatisfy { $0.shape == [1] }
    guard arrays.count == used || isPadded else { return arrays }
    var ordered: [StoredArray] = []
    var first = 0
    for group in optimizer.slotGroups {
      for weight in 0..<weights {
        ordered += group.indices.map { arrays[(first + $0) * weights + weight] }
      }
      first += group.count
    }
    return ordered
  }
}
