public import Unroll
public import UnrollNN
public import UnrollTensor
import UnrollText

/// Explains what a model makes of single texts or samples; may be used from any number of threads.
///
/// ```swift
/// let explainer = try Explainer(TextPipeline.load("lstm.keras"))
/// let explanation = try explainer.explain("I hate that the dismal weather had me down.")
/// print(explanation.prediction.label, explanation.contributions.words)
/// ```
public struct Explainer: Sendable {
  /// The model.
  public let model: ModelDescription
  /// Turns texts into rows of vectors; nil for a model on arrays.
  let encoder: TextEncoder?
  let snapshot: ModelSnapshot
  let predictor: Predictor
  /// The number of labels that the user named; 0 for a model on arrays.
  private let hasLabels: Bool

  /// Copies a text model.
  ///
  /// - Parameters:
  ///   - pipeline: the model.
  ///   - threads: how many threads one explanation may use; nil for all cores.
  /// - Throws: `UnrollError` if the model cannot be planned.
  public init(_ pipeline: TextPipeline, threads: Int? = nil) throws {
    model = try ModelDescription(pipeline)
    encoder = pipeline.encoder
    snapshot = ModelSnapshot(pipeline.model)
    predictor = Predictor(stateless: pipeline.model, threads: threads)
    hasLabels = true
    try check(pipeline.model)
  }

  /// Copies a model on arrays.
  ///
  /// - Parameters:
  ///   - model: a model with one input, `[batch, time, features]` or integers `[batch, time]`.
  ///   - labels: the names of the labels; nil for `output 0`, `output 1`, ….
  ///   - threads: how many threads one explanation may use; nil for all cores.
  /// - Throws: `UnrollError` if the model has several inputs, reads no sequences, or puts out more
  ///   than one row of numbers for a sample.
  public init(_ model: Model, labels: [String]? = nil, threads: Int? = nil) throws {
    let columns = try model.outputShape(time: model.architecture.inputs.first?.steps ?? 64).columns
    self.model = try ModelDescription(
      model, labels: labels ?? (0..<columns).map { "output \($0)" })
    encoder = nil
    snapshot = ModelSnapshot(model)
    predictor = Predictor(stateless: model, threads: threads)
    hasLabels = labels != nil
    try check(model)
  }

  private func check(_ model: Model) throws {
    let inputs = model.architecture.inputs
    guard inputs.count == 1, inputs[0].dimensions.count == (inputs[0].isTokens ? 1 : 2) else {
      throw UnrollError(
        .unsupported, "only models that read one sequence can be explained",
        expected: "one input [None, time, features], or [None, time] of integers",
        found: inputs.map { "\($0.dimensions.map { $0.map(String.init) ?? "None" })" }
          .joined(separator: " and "), hint: "explain another model")
    }
    let output = try model.outputShape(time: inputs[0].steps ?? 64)
    guard output.rank == 2 else {
      throw UnrollError(
        .unsupported, "only models with one row of outputs can be explained",
        expected: "[batch, outputs]", found: output.description,
        hint: "explain another model")
    }
  }

  /// Explains a text.
  ///
  /// - Parameters:
  ///   - text: the text.
  ///   - output: which output the contributions are for; nil for the likeliest one.
  /// - Returns: the explanation.
  /// - Throws: `UnrollError` if the model does not read texts, has no such output, or puts out what is
  ///   no number.
  public func explain(_ text: String, output: Int? = nil) throws -> Explanation {
    guard let encoder else {
      throw UnrollError(
        .invalidInput, "the model reads arrays, not texts",
        hint: "give it a sample: --input X.npy")
    }
    return try explain(try ReadSample(text, encoder), output: output)
  }

  /// Explains a sample of an array.
  ///
  /// - Parameters:
  ///   - sample: `[time, features]`, or `[time]` integers for a model that begins with an embedding;
  ///     steps of zeros at one end are padding.
  ///   - output: which output the contributions are for; nil for the likeliest one.
  /// - Returns: the explanation.
  /// - Throws: `UnrollError` if the sample does not fit the model, or there is no such output.
  public func explain(sample: Tensor<Float>, output: Int? = nil) throws -> Explanation {
    let isTokens = snapshot.network.inputs[0].isTokens
    return try explain(try ReadSample(sample, isTokens: isTokens), output: output)
  }

  private func explain(_ sample: ReadSample, output: Int?) throws -> Explanation {
    let course = try course(sample)
    let outputs = course.last ?? []
    guard outputs.allSatisfy(\.isFinite) else {
      throw UnrollError(
        .invalidInput, "what the model puts out is no number", found: "\(outputs)",
        hint: "its weights may have grown without bound in training")
    }
    let column = output ?? outputs.likeliest
    guard outputs.indices.contains(column) else {
      throw UnrollError(
        .invalidInput, "the model has no such output", expected: "0 to \(outputs.count - 1)",
        found: "\(column)", hint: "leave --output out for the likeliest one")
    }
    let inspector = try Inspector(snapshot, sample: [sample.input])
    let integral = PathIntegral(inspector, column: column)
    inspector.forward()
    let layers = LayerExplanations(inspector, sample, snapshot, column: column)
    return Explanation(
      model: model, text: sample.text, tokens: sample.tokens, steps: sample.tokenOfStep,
      padding: sample.length - sample.steps.count, prediction: prediction(outputs),
      course: course.map { $0.map { $0.isFinite ? $0.rounded(to: 5) : nil } },
      contributions: contributions(integral, sample, inspector, column),
      pooling: layers.pooling, recurrent: layers.recurrent)
  }

  private func prediction(_ outputs: [Float]) -> ExplainedPrediction {
    let rounded = outputs.map { $0.significant(6) }
    guard outputs.count == 1 else {
      let best = outputs.likeliest
      return ExplainedPrediction(label: label(best), score: rounded[best], outputs: rounded)
    }
    let label = hasLabels ? model.labels[outputs[0] > 0.5 ? 1 : 0] : model.labels[0]
    return ExplainedPrediction(label: label, score: rounded[0], outputs: rounded)
  }

  /// The label that an output speaks for: of one output the second.
  private func label(_ column: Int) -> String {
    let isSecond = hasLabels && snapshot.outputCount(model) == 1
    return model.labels[isSecond ? 1 : column]
  }

  private func contributions(
    _ integral: PathIntegral, _ sample: ReadSample, _ inspector: Inspector, _ column: Int
  ) -> Contributions {
    // Every input of the inspected network has the steps of the sample.
    let steps = integral.parts.reduce([Double](repeating: 0, count: sample.length)) {
      zip($0, $1).map(+)
    }
    let words = Array(steps[sample.steps])
    let padding = steps.reduce(0, +) - words.reduce(0, +)
    return Contributions(
      output: column, label: label(column),
      measure: inspector.logitActivation == nil ? .output : .logit,
      baselineLogit: integral.baseline.significant(7), logit: integral.value.significant(7),
      words: words.map { $0.significant(5) }, padding: padding.significant(5),
      residual: integral.residual.significant(3), points: integral.points)
  }
}

extension ModelSnapshot {
  /// The number of outputs of a sample.
  fileprivate func outputCount(_ model: ModelDescription) -> Int {
    model.layers.last?.outputShape.last.flatMap { $0 } ?? model.labels.count
  }
}

extension [Float] {
  /// The place of the largest number, of several the first.
  var likeliest: Int { indices.max { self[$0] < self[$1] } ?? 0 }
}
