import UnrollNN
import UnrollTensor

/// What a file holds of an optimizer, in whatever order its version of Keras wrote it.
struct StoredOptimizer {
  let arrays: [StoredArray]
  /// Whether all numbers of one kind stand together (m, m, v, v), as until Keras 2.10, where
  /// later versions have them weight by weight (m, v, m, v).
  let isSlotBySlot: Bool

  /// The arrays as Keras 3 would have them: steps, learning rate, then the numbers for weights.
  ///
  /// - Parameters:
  ///   - optimizer: the optimizer that they are for.
  ///   - weights: how many weights it changes.
  /// - Returns: as many arrays as the file has, and those of the two scalars that it lacks.
  func ordered(for optimizer: any Optimizer, weights: Int) -> [StoredArray] {
    let scalars = arrays.prefix(2).prefix { $0.shape.rank == 0 }
    let rest = Array(arrays.dropFirst(scalars.count))
    // Keras 2 does not save the learning rate, and Keras 2.2's RMSprop not even its steps.
    let rate = StoredArray(place: "learning rate", shape: []) {
      Tensor(repeating: Float(optimizer.learningRate), shape: [])
    }
    let steps = StoredArray(place: "iterations", shape: []) { Tensor(repeating: 0, shape: []) }
    let first = scalars.first ?? steps
    let second = scalars.count > 1 ? scalars[1] : rate
    return [first, second] + (isSlotBySlot ? interleaved(rest, optimizer, weights) : rest)
  }

  private func interleaved(
    _ arrays: [StoredArray], _ optimizer: any Optimizer, _ weights: Int
  ) -> [StoredArray] {
    let used = optimizer.slotNames.count * weights
    // Keras 2.2's Adam keeps a placeholder for each largest average that it does not use.
    let isPadded =
      arrays.count == used + weights
      && arrays.suffix(weights).allSatisfy {
        $0.shape == [1]
      }
    let arrays = isPadded ? Array(arrays.prefix(used)) : arrays
    guard type(of: optimizer).interleavesSlots, arrays.count >= 2 * weights else { return arrays }
    let pairs = (0..<weights).flatMap { [arrays[$0], arrays[weights + $0]] }
    return pairs + arrays.dropFirst(2 * weights)
  }
}
