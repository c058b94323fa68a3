import Foundation
import Testing
import UnrollNN
import UnrollTensor

@Suite("Evaluation")
struct EvaluationTests {
  @Test("losses on logits of several outputs are those of what was put out")
  func severalOutputs() throws {
    let model = try Model(
      Functional { graph in
        let value = graph.input(.vector(3))
        let heads = (0..<3).map { _ in graph.add(Dense(4, activation: .softmax), to: value) }
        let layer = graph.add(Softmax(), to: graph.add(Dense(4), to: value))
        return heads + [layer]
      }, seed: 3)
    let x = Tensor(shape: [6, 3], scalars: (0..<18).map { Float($0 % 7) - 3 })
    let targets = Tensor(shape: [6], scalars: [0, 1, 2, 3, 2, 1] as [Float])
    let data = try ArrayDataset(
      inputs: [.numbers(x)], targets: [Tensor](repeating: targets, count: 4))
    let trainer = Trainer(
      model, Compilation(optimizer: SGD(), loss: .sparseCategoricalCrossentropy))
    let figures = try trainer.evaluate(data)
    for (name, output) in zip(
      model.architecture.outputNames, try Predictor(model).predict(inputs: [x]))
    {
      let logs = targets.scalars.enumerated().map { row, target in
        -log(Double(output.scalars[4 * row + Int(target)]))
      }
      let found = try #require(figures["\(name)_loss"])
      #expect(abs(found - logs.reduce(0, +) / 6) < 1e-5, "\(name)")
    }
  }

  @Test(
    "validation has the batches of training where the loss depends on them", arguments: [0, 1, 2])
  func batches(_ kind: Int) throws {
    let model = try Model(input: .features(time: 3, size: 2), seed: 5) {
      if kind == 0 { Masking() }
      SimpleRNN(2, returnSequences: true)
      Dense(1)
    }
    let x = Tensor(
      shape: [5, 3, 2], scalars: (0..<30).map { $0 % 6 < 2 && $0 > 9 ? 0 : Float($0) / 30 })
    let y = Tensor(shape: [5, 3, 1], scalars: (0..<15).map { Float($0 * $0 % 4) })
    var loss = MeanSquaredError()
    if kind == 1 { loss.reduction = .sum }
    let trainer = Trainer(model, Compilation(optimizer: SGD(learningRate: 0), loss: loss))
    let data = try ArrayDataset(x, y)
    let history = try trainer.fit(data, validation: data, epochs: 1, batchSize: 2)
    var (sum, losses) = (0.0, [Double]())
    for rows in [0..<2, 2..<4, 4..<5] {
      let batch = try ArrayDataset(x.rows(rows), y.rows(rows))
      losses.append(try trainer.evaluate(batch)["loss"] ?? .nan)
      sum += losses[losses.count - 1] * Double(rows.count)
    }
    let found = try #require(history.last("val_loss"))
    #expect(abs(found - sum / 5) < 1e-6)
    let whole = try trainer.evaluate(data, batchSize: 5)["loss"] ?? .nan
    #expect((abs(found - whole) > 1e-3) == (kind < 2), "the loss depends on the batches")
  }
}

extension Tensor {
  /// The slices of a range along the first axis.
  fileprivate func rows(_ range: Range<Int>) -> Tensor {
    let size = shape.count / shape[0]
    return Tensor(
      shape: shape.withFirst(range.count),
      scalars: Array(scalars[(range.lowerBound * size)..<(range.upperBound * size)]))
  }
}
