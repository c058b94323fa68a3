import Hummingbird
import UnrollNN

/// The REST API of TensorFlow Serving.
struct TensorFlowRoutes {
  let services: Services

  /// Answers `POST /v1/models/NAME[/versions/N]:predict`.
  func predict(_ request: Request, _ reference: ModelReference) async throws -> Response {
    let model = try services.store.model(reference)
    return try await services.bodies.withBody(of: request) { body in
      let reader = PredictRequestReader(
        signature: model.signature, limits: services.configuration.limits)
      let request = try await services.reading(body) { try reader.read($0) }
      let outputs = try await services.predictions.predict(model, request.input)
      let reply = PredictReply(signature: model.signature, outputs: outputs)
      return Reply.bytes(reply.bytes(request.format), Reply.json)
    }
  }

  /// Answers `GET /v1/models/NAME[/versions/N]`.
  func status(_ reference: ModelReference) throws -> Response {
    try Reply.json(ModelStatus.status(services.store.versions(reference.name), reference))
  }

  /// Answers `GET /v1/models/NAME[/versions/N]/metadata`.
  func metadata(_ reference: ModelReference) throws -> Response {
    try Reply.json(ModelStatus.metadata(services.store.model(reference)))
  }
}
