import HTTPTypes
import Hummingbird
import UnrollNN

/// What the server tells about itself, and the page.
struct ServerRoutes {
  let services: Services

  /// Answers a request that is about no model.
  func answer(_ endpoint: Endpoint) throws -> Response {
    switch endpoint {
    case .health:
      guard services.store.isReady, !services.drain.isOn else {
        throw ServiceError(.serviceUnavailable, "not ready")
      }
      return try Reply.json(.object(["status": .string("ok")]))
    case .metrics:
      let page = MetricsPage(
        metrics: services.metrics, queue: services.queue,
        capacity: services.configuration.limits.queuedSamples, room: services.room,
        models: services.store.newest)
      return Reply.text(page.text, "text/plain; version=0.0.4; charset=utf-8")
    case .openAPI:
      return try kept("openapi") { try Reply.json(OpenAPIDocument(services: services).value) }
    case .page: return try kept("page") { try page() }
    default: throw ServiceError.notFound("there is nothing at this path")
    }
  }

  private func kept(_ name: String, _ make: () throws -> Response) throws -> Response {
    try services.documents.document(name, generation: services.store.generation, make)
  }

  private func page() throws -> Response {
    guard let page = services.extensions.page else {
      return Reply.text("This is unroll. What it answers: /openapi.json\n")
    }
    let isGuarded = services.configuration.token != nil
    let models = isGuarded ? [] : services.store.newest.filter { $0.explainer != nil }
    return Self.reply(try page(models.map { PageModel(name: $0.name, version: $0.version) }))
  }

  private static func reply(_ asset: PageAsset) -> Response {
    // Nothing of the page comes from elsewhere, and no other page may hold it.
    var headers: HTTPFields = [
      .contentSecurityPolicy:
        "default-src 'self' 'unsafe-inline' data:; connect-src 'self'; frame-ancestors 'none'",
      .cacheControl: "no-cache",
    ]
    for (name, value) in asset.headers {
      if let name = HTTPField.Name(name) { headers[name] = value }
    }
    return Reply.bytes(asset.bytes, asset.contentType, headers: headers)
  }
}
