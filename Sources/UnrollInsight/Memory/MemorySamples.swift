package import UnrollTensor

/// Sequences of a task, and what is to be said after the last step.
package struct MemorySamples: Sendable {
  /// `[count, steps, features]`.
  package let inputs: Tensor<Float>
  /// `[count, targets]`: numbers of symbols, or sums.
  package let targets: Tensor<Float>

  /// Draws samples.
  package init(_ task: MemoryTask, distance: Int, count: Int, random: RandomSource) {
    var random = random
    let (steps, features) = (task.steps(distance: distance), task.features)
    var inputs = [Float](repeating: 0, count: count * steps * features)
    var targets: [Float] = []
    for sample in 0..<count {
      var sequence = Sequence(steps: steps, features: features)
      targets += sequence.fill(task, &random)
      inputs.replaceSubrange(
        sample * steps * features..<(sample + 1) * steps * features, with: sequence.numbers)
    }
    self.inputs = Tensor(shape: [count, steps, features], scalars: inputs)
    self.targets = Tensor(shape: [count, task.targets], scalars: targets)
  }

  /// One sequence while it is drawn.
  private struct Sequence {
    let steps, features: Int
    private(set) var numbers: [Float]

    init(steps: Int, features: Int) {
      (self.steps, self.features) = (steps, features)
      numbers = [Float](repeating: 0, count: steps * features)
    }

    private mutating func set(_ step: Int, _ feature: Int, _ value: Float = 1) {
      numbers[step * features + feature] = value
    }

    /// Draws the sequence, and returns its target.
    mutating func fill(_ task: MemoryTask, _ random: inout RandomSource) -> [Float] {
      switch task {
      case .recall: recall(&random)
      case .adding: adding(&random)
      case .copy: copy(&random)
      case .order: order(&random)
      }
    }

    private mutating func recall(_ random: inout RandomSource) -> [Float] {
      let symbol = random.integer(below: MemoryTask.symbols)
      set(0, symbol)
      for step in 1..<steps { set(step, MemoryTask.symbols + random.integer(below: 2)) }
      return [Float(symbol)]
    }

    private mutating func adding(_ random: inout RandomSource) -> [Float] {
      for step in 0..<steps { set(step, 0, Float(random.uniform())) }
      let first = random.integer(below: max(steps / 10, 1))
      let second = steps / 2 + random.integer(below: steps - steps / 2)
      for step in [first, second] { set(step, 1) }
      return [numbers[first * features] + numbers[second * features]]
    }

    private mutating func copy(_ random: inout RandomSource) -> [Float] {
      let symbols = (0..<MemoryTask.copied).map { _ in random.integer(below: MemoryTask.symbols) }
      for (step, symbol) in symbols.enumerated() { set(step, symbol) }
      for step in MemoryTask.copied..<steps { set(step, MemoryTask.symbols) }
      return symbols.map(Float.init)
    }

    private mutating func order(_ random: inout RandomSource) -> [Float] {
      for step in 0..<steps { set(step, 2 + random.integer(below: 2)) }
      let places = [
        random.integer(below: max(steps / 10, 1)),
        steps / 2 + random.integer(below: max(steps / 10, 1)),
      ]
      let symbols = places.map { _ in random.integer(below: 2) }
      for (place, symbol) in zip(places, symbols) {
        for feature in 0..<features { set(place, feature, 0) }
        set(place, symbol)
      }
      return [Float(symbols[0] * 2 + symbols[1])]
    }
  }
}
