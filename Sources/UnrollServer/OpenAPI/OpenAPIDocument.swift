import Foundation
import UnrollNN

/// What the server answers, as a document of OpenAPI 3.1, written for the models that it serves now.
struct OpenAPIDocument {
  let services: Services

  /// The document.
  var value: JSONValue {
    var paths = serverPaths
    for model in services.store.newest {
      paths.merge(ModelPaths(model: model, isSecured: isSecured, limits: limits).paths) { $1 }
    }
    return .object([
      "openapi": .string("3.1.0"),
      "info": .object([
        "title": .string("unroll"), "version": .string(services.configuration.version),
        "summary": .string("Predictions of recurrent models, over HTTP."),
      ]),
      "paths": .object(paths),
      "components": .object([
        "schemas": .object([
          "Error": Schema.object(["error": Schema.string()], required: ["error"])
        ]),
        "securitySchemes": .object([
          "token": .object(["type": .string("http"), "scheme": .string("bearer")])
        ]),
      ]),
    ])
  }

  private var isSecured: Bool { services.configuration.token != nil }
  private var limits: ServerLimits { services.configuration.limits }

  private var serverPaths: [String: JSONValue] {
    let text = Schema.string()
    let operations: [(String, Operation)] = [
      (
        "/health",
        Operation(
          id: "health", summary: "Whether the server is well", tag: "server",
          reply: Schema.object(["status": text], required: ["status"]), errors: [503])
      ),
      (
        "/metrics",
        Operation(
          id: "metrics", summary: "Figures for Prometheus", tag: "server",
          replyType: "text/plain", reply: text, isSecured: isSecured)
      ),
      (
        "/openapi.json",
        Operation(
          id: "openapi", summary: "This document", tag: "server", isSecured: isSecured)
      ),
      (
        "/v2",
        Operation(
          id: "serverMetadata", summary: "Name, version and extensions", tag: "v2",
          reply: Schema.object(
            ["name": text, "version": text, "extensions": Schema.list(text)],
            required: ["name", "version", "extensions"]), isSecured: isSecured)
      ),
      (
        "/v2/health/live",
        Operation(id: "serverLive", summary: "Whether the server runs", tag: "v2")
      ),
      (
        "/v2/health/ready",
        Operation(
          id: "serverReady", summary: "Whether all models can answer", tag: "v2", errors: [503])
      ),
    ]
    return Dictionary(operations.map { ($0, .object(["get": $1.value])) }) { $1 }
  }
}
