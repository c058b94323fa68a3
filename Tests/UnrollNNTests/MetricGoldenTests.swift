import Testing
import UnrollNN
import UnrollTensor
import _UnrollTestSupport

/// Metrics over several batches against real Keras, made by Scripts/fixtures/generate.py.
@Suite("Metrics agree with Keras")
struct MetricGoldenTests {
  static let names = Fixture.names(startingWith: "metric_")

  @Test("figures and names over several batches are Keras's", arguments: names)
  func agrees(_ name: String) throws {
    let file = try Fixture(named: name)
    for (index, fact) in try file.fact([JSONValue].self, "cases").enumerated() {
      let place: Comment = "case \(index): \(fact)"
      var metric = try Self.metric(fact["metric"] ?? .null)
      #expect(metric.name == fact["name"]?.string, place)
      let (output, target) = (try file.tensor("output\(index)"), try file.tensor("target\(index)"))
      let (expected, weights) = (try file.tensor("value\(index)"), file.tensors["weights\(index)"])
      try metric.checkTarget(target.shape.droppingFirst(), output: output.shape.droppingFirst())
      let mask = file.integers["mask\(index)"].map { mask in
        Tensor(shape: mask.shape, scalars: mask.scalars.map { UInt8($0) })
      }
      for round in 0..<2 {
        metric.reset()
        for batch in 0..<expected.shape[0] {
          withExtendedLifetime((output, target, mask, weights)) {
            metric.update(
              MetricBatch(
                output: output.slice(batch), targets: target.slice(batch),
                mask: mask?.slice(batch), weights: weights?.slice(batch)))
          }
          let found = Tensor(
            shape: [expected.shape.columns], scalars: metric.figures.map { Float($0.value) })
          #expect(
            deviation(found, expected.row(batch), beyond: .relative(3e-6, absolute: 1e-6)) == nil,
            "\(place) batch \(batch), round \(round)")
        }
      }
    }
  }

  @Test("a metric without batches is 0, and several figures are numbered")
  func empty() throws {
    #expect(AnyMetric.auc.value == 0)
    var precision = Precision()
    precision.thresholds = ThresholdOption([0.2, 0.8])
    let figures = AnyMetric(precision).figures
    #expect(figures.map(\.name) == ["precision[0]", "precision[1]"])
    #expect(figures.map(\.value) == [0, 0])
  }

  @Test("equal names are numbered or marked as weighted, as in Keras")
  func uniqueNames() throws {
    func objective(_ plain: [String], _ weighted: [String]) throws -> Objective {
      Objective(
        loss: MeanSquaredError(), metrics: try plain.map(AnyMetric.named),
        weightedMetrics: try weighted.map(AnyMetric.named))
    }
    let one = MetricCollection([try objective(["accuracy", "mse", "mse"], ["accuracy", "mae"])])
    #expect(one.figures.map(\.name) == ["accuracy", "mse", "mse_1", "weighted_accuracy", "mae"])
    let two = MetricCollection(
      [try objective(["mse"], []), try objective(["mse"], ["mse"])], outputNames: ["a", "b"])
    #expect(two.figures.map(\.name) == ["a_mse", "b_mse", "b_weighted_mse"])
  }

  private static func metric(_ form: JSONValue) throws -> AnyMetric {
    if let name = form.string { return try AnyMetric.named(name) }
    let (className, config) = (form["class_name"]?.string ?? "", form["config"] ?? .null)
    let name = config["name"]?.string
    if let function = config["fn"]?["config"]?.string {
      return AnyMetric(try MetricRegistry.metric(function: function), name: name)
    }
    return AnyMetric(try MetricRegistry.metric(className: className, config), name: name)
  }
}

extension Tensor {
  /// A view of one slice along the first axis, valid as long as the tensor is.
  fileprivate func slice(_ index: Int) -> TensorRef<Scalar> {
    ref.slices(index..<(index + 1)).reshaped(shape.droppingFirst())
  }
}
