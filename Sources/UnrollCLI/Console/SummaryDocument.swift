import Unroll
import UnrollNN

/// What a summary says, as JSON.
struct SummaryDocument {
  private let model: Model

  init(_ model: Model) { self.model = model }

  /// The object on one line.
  ///
  /// - Throws: `UnrollError` if the model cannot be planned for the sizes that it leaves open.
  func text() throws -> String {
    let parameters = model.parameters.parameters
    let trainable = parameters.filter(\.isTrainable).reduce(0) { $0 + $1.shape.count }
    let all = parameters.reduce(0) { $0 + $1.shape.count }
    return JSONText.object([
      ("name", .string(model.architecture.name)),
      ("layers", .list(try model.layerSummaries().map { .object(Self.members($0)) })),
      ("parameters", .integer(all)), ("trainable_parameters", .integer(trainable)),
      ("non_trainable_parameters", .integer(all - trainable)),
    ])
  }

  private static func members(_ layer: LayerSummary) -> [(String, JSONText.Value)] {
    let shapes = layer.outputShapes.map { shape in
      JSONText.Value.list(shape.map { $0.map { .integer($0) } ?? .null })
    }
    return [
      ("name", .string(layer.name)), ("class", .string(layer.className)),
      // As Keras has it: a shape, or a list of them for a layer with several outputs.
      ("output_shape", shapes.count == 1 ? shapes[0] : .list(shapes)),
      ("parameters", .integer(layer.parameterCount)),
    ]
  }
}
