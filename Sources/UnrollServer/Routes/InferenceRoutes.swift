import HTTPTypes
import Hummingbird
import UnrollNN

/// The Open Inference Protocol, version 2.
struct InferenceRoutes {
  let services: Services

  /// Answers `POST /v2/models/NAME[/versions/N]/infer`.
  func infer(_ request: Request, _ reference: ModelReference) async throws -> Response {
    let model = try model(reference)
    try checkEncoding(request)
    let length = HTTPField.Name.inferenceHeaderContentLength.flatMap { request.headers[$0] }
    let limits = services.configuration.limits
    return try await services.bodies.withBody(of: request) { body in
      let (request, input) = try await services.reading(body) { body in
        let request = try InferRequestReader(limits: limits).read(body, headerLength: length)
        return (request, try InferInput(model: model, limits: limits).input(request))
      }
      let outputs = try await services.predictions.predict(model, input)
      return try reply(InferReply(model: model, request: request, outputs: outputs))
    }
  }

  /// Answers a request that asks for no inference.
  func answer(_ endpoint: Endpoint) throws -> Response {
    switch endpoint {
    case .serverLive: return try Reply.json(.object(["live": .bool(true)]))
    case .serverReady:
      guard services.store.isReady, !services.drain.isOn else {
        throw ServiceError(.serviceUnavailable, "not ready")
      }
      return try Reply.json(.object(["ready": .bool(true)]))
    case .serverMetadata:
      return try Reply.json(InferenceMetadata.server(version: services.configuration.version))
    case .modelMetadata(let reference):
      let model = try model(reference)
      return try Reply.json(
        InferenceMetadata.model(
          model, versions: services.store.versions(model.name) ?? ModelVersions()))
    case .modelReady(let reference):
      let model = try model(reference)
      return try Reply.json(.object(["name": .string(model.name), "ready": .bool(true)]))
    default: throw ServiceError.notFound("there is nothing at this path")
    }
  }

  private func model(_ reference: ModelReference) throws -> ServedModel {
    do {
      return try services.store.model(reference)
    } catch is ServiceError {
      let version = reference.version.map { " version \($0)" } ?? ""
      throw ServiceError.notFound(
        "Request for unknown model: '\(reference.name)'\(version) is not found")
    }
  }

  private func checkEncoding(_ request: Request) throws {
    guard let encoding = request.headers[.contentEncoding], encoding != "identity" else { return }
    throw ServiceError(.unsupportedMediaType, "bodies must not be compressed")
  }

  private func reply(_ reply: InferReply) throws -> Response {
    let (bytes, headerLength) = try reply.body()
    guard let headerLength, let name = HTTPField.Name.inferenceHeaderContentLength else {
      return Reply.bytes(bytes, Reply.json)
    }
    return Reply.bytes(bytes, Reply.binary, headers: [name: "\(headerLength)"])
  }
}
