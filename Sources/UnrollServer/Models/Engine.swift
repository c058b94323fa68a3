import Unroll
import UnrollNN
import UnrollTensor

/// What computes; may be called from any number of threads at once.
package protocol Engine: Sendable {
  /// Computes all outputs.
  ///
  /// - Throws: `UnrollError` if the input does not fit the model.
  func predict(_ input: ModelInput) throws -> [SampleArray]
}

/// Computes the outputs of a text model.
struct TextEngine: Engine {
  let predictor: TextPredictor

  func predict(_ input: ModelInput) throws -> [SampleArray] {
    guard case .texts(let texts) = input else {
      throw UnrollError(.invalidInput, "the model reads texts")
    }
    let predictions = try predictor.predict(texts)
    let width = predictions.first?.outputs.count ?? 0
    return [
      SampleArray(count: texts.count, shape: [width], values: predictions.flatMap(\.outputs))
    ]
  }
}

/// Computes the outputs of a model on arrays.
struct ArrayEngine: Engine {
  let predictor: Predictor

  func predict(_ input: ModelInput) throws -> [SampleArray] {
    guard case .arrays(let arrays) = input else {
      throw UnrollError(.invalidInput, "the model reads numbers")
    }
    return try predictor.predict(inputs: arrays.map(\.tensor)).map(SampleArray.init)
  }
}
