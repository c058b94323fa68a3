import Unroll
import UnrollNN

/// One version of a model, ready to answer; it stays alive as long as requests use it.
package final class ServedModel: Sendable {
  /// The name in paths.
  let name: String
  /// The number of the version.
  let version: Int
  let signature: ModelSignature
  let engine: any Engine
  /// Whether samples of different requests may be predicted together, and one request in parts.
  let mayBatch: Bool
  /// Explains decisions; nil where nothing does.
  let explainer: (any TextExplainer)?

  package init(
    name: String, version: Int, signature: ModelSignature, engine: any Engine,
    mayBatch: Bool = true, explainer: (any TextExplainer)? = nil
  ) {
    (self.name, self.version, self.signature) = (name, version, signature)
    (self.engine, self.mayBatch, self.explainer) = (engine, mayBatch, explainer)
  }
}

extension ServedModel {
  /// The name of the only input of a text model.
  static let textInput = "text"

  /// Makes a text model ready.
  ///
  /// - Throws: `UnrollError` if the model cannot be planned.
  convenience init(
    name: String, version: Int, pipeline: TextPipeline, explainer: ExplainerFactory?
  ) throws {
    let output = try pipeline.model.outputShapes()[0].dropFirst()
    let signature = ModelSignature(
      inputs: [.init(name: Self.textInput, element: .text, shape: [])],
      outputs: [
        .init(
          name: pipeline.model.architecture.outputNames[0], element: .float, shape: Array(output))
      ])
    self.init(
      name: name, version: version, signature: signature,
      engine: TextEngine(predictor: pipeline.predictor(threads: 1)),
      mayBatch: !pipeline.model.isStateful, explainer: try Self.explainer(pipeline, explainer))
  }

  /// An explainer for the model; nil where there is none for such models, which predict all the same.
  private static func explainer(
    _ pipeline: TextPipeline, _ factory: ExplainerFactory?
  ) throws -> (any TextExplainer)? {
    do {
      return try factory?(pipeline)
    } catch let error as UnrollError where error.code == .unsupported {
      return nil
    }
  }

  /// Makes a model on arrays ready.
  ///
  /// - Throws: `UnrollError` if the model cannot be planned.
  convenience init(name: String, version: Int, model: Model) throws {
    let architecture = model.architecture
    let inputs = architecture.inputs.map {
      ModelSignature.Entry(
        name: $0.name, element: $0.isTokens ? .integer : .float, shape: $0.dimensions)
    }
    let outputs = zip(architecture.outputNames, try model.outputShapes()).map {
      ModelSignature.Entry(name: $0, element: .float, shape: Array($1.dropFirst()))
    }
    self.init(
      name: name, version: version, signature: ModelSignature(inputs: inputs, outputs: outputs),
      engine: ArrayEngine(predictor: Predictor(model, threads: 1)), mayBatch: !model.isStateful)
  }
}

extension Model {
  /// Whether calls depend on the calls before them.
  fileprivate var isStateful: Bool {
    network.layers.contains { $0.entry.layer.isStateful }
  }
}
