import Testing
import UnrollNN
import UnrollTensor
import _UnrollTestSupport

/// Values and gradients of losses against real Keras, made by Scripts/fixtures/generate.py.
@Suite("Losses agree with Keras")
struct LossGoldenTests {
  static let names = Fixture.names(startingWith: "loss_")

  @Test("every loss has a golden file")
  func complete() {
    #expect(Set(LossRegistry.builtin.map { "loss_" + $0.init().name }) == Set(Self.names))
  }

  @Test("value and gradient with all options, weights and masks are Keras's", arguments: names)
  func agrees(_ name: String) throws {
    let file = try Fixture(named: name)
    let className = try #require(file.metadata["class"])
    let facts = try file.fact([JSONValue].self, "cases")
    for (index, fact) in facts.enumerated() {
      let loss = try LossRegistry.loss(named: className, fact["options"] ?? .null)
      let sample = try LossSample(file, index, fact["activation"]?.string)
      for shards in [1, 2] {
        let found = sample.evaluate(loss, shards: shards)
        let place: Comment = "case \(index): \(fact), \(shards) shards"
        let expected = file.tensors["value\(index)"]?.scalars.first ?? .nan
        #expect(abs(found.value - Double(expected)) <= 2e-6 * max(1, abs(Double(expected))), place)
        #expect(
          deviation(
            found.gradient, try file.tensor("gradient\(index)"),
            beyond: .relative(2e-6, absolute: 1e-7)) == nil, place)
      }
    }
  }

  @Test("the gradient of every loss is the slope of its value", arguments: names)
  func slopes(_ name: String) throws {
    let file = try Fixture(named: name)
    let loss = try LossRegistry.loss(named: file.metadata["class"] ?? "")
    let sample = try LossSample(file, 0, nil)
    let gradient = sample.evaluate(loss, shards: 1).gradient.scalars
    let step: Float = 1e-3
    for element in gradient.indices {
      let values = [step, -step].map { change in
        var moved = sample
        moved.move(element, by: change)
        return moved.evaluate(loss, shards: 1).value
      }
      let slope = (values[0] - values[1]) / Double(2 * step)
      #expect(abs(slope - Double(gradient[element])) < 2e-3 * max(1, abs(slope)), "\(element)")
    }
  }
}

/// One golden case: what a loss sees.
struct LossSample {
  private var output: Tensor<Float>
  private let logits: Tensor<Float>?
  private let activation: ActivationFunction?
  private let target: Tensor<Float>
  private let weights: Tensor<Float>?
  private let mask: Tensor<UInt8>?

  init(_ file: Fixture, _ index: Int, _ activation: String?) throws {
    output = try file.tensor("output\(index)")
    target = try file.tensor("target\(index)")
    logits = file.tensors["logits\(index)"]
    self.activation = activation.flatMap { ActivationFunction(rawValue: $0) }
    weights = file.tensors["weights\(index)"]
    mask = file.integers["mask\(index)"].map { mask in
      Tensor(shape: mask.shape, scalars: mask.scalars.map { UInt8($0) })
    }
  }

  mutating func move(_ element: Int, by change: Float) {
    var scalars = output.scalars
    scalars[element] += change
    output = Tensor(shape: output.shape, scalars: scalars)
  }

  /// Evaluates the batch in several shards and puts them together as training does.
  func evaluate(_ loss: any Loss, shards: Int) -> (value: Double, gradient: Tensor<Float>) {
    let rows = output.shape[0]
    let gradient = Tensor<Float>(repeating: .nan, shape: output.shape)
    var (sum, divisor) = (0.0, 0.0)
    for shard in 0..<shards {
      let range = (rows * shard / shards)..<(rows * (shard + 1) / shards)
      let part = output.ref.slices(range)
      let pass = LossPass(
        output: part,
        logits: logits.flatMap { logits in
          activation.map { (logits.ref.slices(range), $0) }
        },
        targets: target.ref.slices(range),
        weights: PositionWeights(
          positions: part.rows, mask: mask?.ref.slices(range),
          weights: weights?.ref.slices(range)),
        gradient: gradient.ref.slices(range), facts: loss.facts(target.ref))
      sum += loss.evaluate(pass)
      divisor += loss.divisor(pass)
    }
    let factor = loss.reduction.factor(divisor)
    let scaled = gradient.scalars.map { Float(Double($0) * factor) }
    return (sum * factor, Tensor(shape: gradient.shape, scalars: scaled))
  }
}
