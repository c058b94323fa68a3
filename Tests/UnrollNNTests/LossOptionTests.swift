import Testing
import UnrollNN
import UnrollTensor

/// Names, options and shapes that losses and metrics take and refuse.
@Suite("Losses and metrics are found by name and refused by name")
struct LossOptionTests {
  @Test(
    "Keras's names find losses",
    arguments: [
      ("mse", "mean_squared_error"), ("BCE", "binary_crossentropy"), ("Huber", "huber"),
      ("kullback_leibler_divergence", "kl_divergence"), ("KLD", "kl_divergence"),
      ("logcosh", "log_cosh"), ("CosineSimilarity", "cosine_similarity"),
    ])
  func names(_ given: String, _ name: String) throws {
    #expect(try LossRegistry.loss(named: given).name == name)
  }

  @Test(
    "what is not supported is refused with the name of the option",
    arguments: [
      ("Huber", ["alpha": .number(1)], "option alpha of Huber"),
      ("Huber", ["reduction": .null], "reduction"),
      ("Huber", ["reduction": .string("none")], "reduction"),
      ("Huber", ["dtype": .string("float16")], "dtype"),
      ("CategoricalCrossentropy", ["axis": .integer(1)], "axis"),
      ("CategoricalFocalCrossentropy", ["alpha": .array([.number(1)])], "alpha"),
      ("BinaryCrossentropy", ["label_smoothing": .number(2)], "label_smoothing"),
      ("Dice", [:], "supported are"),
    ] as [(String, [String: JSONValue], String)])
  func refusals(_ name: String, _ options: [String: JSONValue], _ words: String) {
    let error = #expect(throws: UnrollError.self) {
      try LossRegistry.loss(named: name, .object(options))
    }
    #expect(error.map { "\($0)" }?.contains(words) ?? false, "\(error.map { "\($0)" } ?? "")")
  }

  @Test(
    "options of metrics are refused by name",
    arguments: [
      ("AUC", ["multi_label": .bool(true)], "multi_label"),
      ("AUC", ["num_thresholds": .integer(1)], "num_thresholds"),
      ("AUC", ["curve": .string("X")], "curve"),
      ("Precision", ["thresholds": .number(2)], "thresholds"),
      ("Recall", ["top_k": .integer(0)], "top_k"),
      ("MeanIoU", [:], "supported are"),
    ] as [(String, [String: JSONValue], String)])
  func metricRefusals(_ name: String, _ options: [String: JSONValue], _ words: String) {
    let error = #expect(throws: UnrollError.self) {
      try MetricRegistry.metric(className: name, .object(options))
    }
    #expect(error.map { "\($0)" }?.contains(words) ?? false, "\(error.map { "\($0)" } ?? "")")
  }

  @Test("options survive a way through Keras's keys")
  func roundTrip() throws {
    let loss = SparseCategoricalCrossentropy(fromLogits: true, ignoreClass: 3)
    let options = LossRegistry.options(loss)
    #expect(options == ["from_logits": .bool(true), "ignore_class": .integer(3)])
    let again = try LossRegistry.loss(named: "SparseCategoricalCrossentropy", .object(options))
    #expect((again as? SparseCategoricalCrossentropy)?.ignoreClass == 3)
    #expect(LossRegistry.options(Huber(delta: 2)) == ["delta": .number(2)])
  }

  @Test("targets that do not fit are refused")
  func shapes() {
    #expect(throws: UnrollError.self) {
      try KLDivergence().checkTarget([2, 3], output: [2, 3, 1])
    }
    #expect(throws: Never.self) { try Huber().checkTarget([2, 3], output: [2, 3, 1]) }
    #expect(throws: UnrollError.self) { try F1Score().checkTarget([2, 3, 4], output: [2, 3, 4]) }
    var recall = Recall()
    recall.classId = 4
    #expect(throws: UnrollError.self) { try recall.checkTarget([2, 4], output: [2, 4]) }
    #expect(throws: UnrollError.self) { try Accuracy().checkTarget([2, 2], output: [2, 4]) }
  }

  @Test("a compilation needs a loss")
  func noLoss() {
    #expect(throws: UnrollError.self) {
      try Compilation(optimizer: SGD(), objectives: [Objective(loss: NoLoss())])
    }
  }

  @Test("a batch in which nothing counts has no loss")
  func allMasked() {
    let values = Tensor<Float>(repeating: 1, shape: [2, 2])
    let targets = Tensor<Float>(repeating: 0, shape: [2, 2])
    let mask = Tensor<UInt8>(repeating: 0, shape: [2])
    let loss = MeanSquaredError()
    let pass = LossPass(
      output: values.ref, targets: targets.ref,
      weights: PositionWeights(positions: 2, mask: mask.ref), facts: TargetFacts())
    withExtendedLifetime((values, targets, mask)) {
      #expect(loss.evaluate(pass) * loss.reduction.factor(loss.divisor(pass)) == 0)
    }
  }
}
