import HTTPTypes
import Hummingbird
import Logging
import NIOHTTP1
import UnrollTensor

/// Answers requests: finds out what they are about, lets them in or not, counts and logs them.
struct ServerResponder: HTTPResponder {
  typealias Context = BasicRequestContext

  let services: Services

  /// Answers a request; all errors but those of the connection become answers.
  func respond(to request: Request, context: BasicRequestContext) async throws -> Response {
    let start = ContinuousClock.now
    services.metrics.began()
    // A connection whose requests are all there already would keep its thread from all others.
    await Task.yield()
    var endpoint: Endpoint?
    var response: Response
    do {
      let found = try Endpoint(path: request.uri.path, method: request.method.rawValue)
      endpoint = found
      try authorize(request, found)
      try checkMethod(request, found)
      response = try await answer(request, found)
      if request.method == .head { response = response.createHeadResponse() }
    } catch let error as HTTPParserError {
      finish(request, endpoint, status: 400, start)
      throw error
    } catch {
      response = reply(to: error)
    }
    if services.drain.isOn { response.headers[.connection] = "close" }
    finish(request, endpoint, status: response.status.code, start)
    return response
  }

  private func authorize(_ request: Request, _ endpoint: Endpoint) throws {
    guard let token = services.configuration.token, !endpoint.isOpen else { return }
    guard token.allows(request.headers[.authorization]) else {
      throw ServiceError(
        .unauthorized, "the request needs a valid token",
        headers: [.wwwAuthenticate: "Bearer"])
    }
  }

  private func checkMethod(_ request: Request, _ endpoint: Endpoint) throws {
    let isRight =
      request.method == endpoint.method || (request.method == .head && endpoint.method == .get)
    guard isRight else {
      throw ServiceError(
        .methodNotAllowed, "Malformed request: \(request.method) \(request.uri.path)",
        headers: [.allow: endpoint.method == .get ? "GET, HEAD" : "POST"])
    }
  }

  private func answer(_ request: Request, _ endpoint: Endpoint) async throws -> Response {
    switch endpoint {
    case .page, .health, .metrics, .openAPI:
      try ServerRoutes(services: services).answer(endpoint)
    case .predict(let model):
      try await TensorFlowRoutes(services: services).predict(request, model)
    case .explain(let model):
      try await ExplainRoute(services: services).explain(request, model)
    case .status(let model): try TensorFlowRoutes(services: services).status(model)
    case .metadata(let model): try TensorFlowRoutes(services: services).metadata(model)
    case .infer(let model):
      try await InferenceRoutes(services: services).infer(request, model)
    default: try InferenceRoutes(services: services).answer(endpoint)
    }
  }

  private func reply(to error: any Error) -> Response {
    if let error = error as? ServiceError { return Reply.error(error) }
    // Hummingbird keeps its own number in the logger, which a handler is free to forget.
    let id = String(UInt64.random(in: .min ... .max), radix: 16)
    services.logger.error("request \(id): \(error)")
    return Reply.internalError(id: id)
  }

  private func finish(
    _ request: Request, _ endpoint: Endpoint?, status: Int, _ start: ContinuousClock.Instant
  ) {
    let time = ContinuousClock.now - start
    let label = endpoint?.label ?? "none"
    // Names that nobody serves are not counted by name: there is no end of them.
    let model = endpoint?.model.flatMap { services.store.versions($0.name) == nil ? nil : $0.name }
    services.metrics.answered(
      .init(model: model ?? "", endpoint: label, status: status), in: time)
    services.logger.info(
      "\(request.method) \(request.uri.path) \(status) \(Int(time.seconds * 1e6)) µs")
  }
}
