import Foundation
import Hummingbird
import UnrollTensor

/// `POST /v1/models/NAME[/versions/N]:explain`: what a text model made of texts.
struct ExplainRoute {
  let services: Services

  /// Takes `{"text": "…"}` or `{"instances": ["…"]}`, and gives `{"explanations": […]}`.
  func explain(_ request: Request, _ reference: ModelReference) async throws -> Response {
    let model = try services.store.model(reference)
    guard let explainer = model.explainer else {
      throw ServiceError.notFound("there are no explanations for model \(model.name)")
    }
    return try await services.bodies.withBody(of: request) { body -> Response in
      let texts = try await services.reading(body) { try self.texts($0, model) }
      do {
        let reply = try await services.explanations.run { try Self.reply(texts, explainer) }
        return Reply.bytes(reply, Reply.json)
      } catch let error as UnrollError {
        throw ServiceError.invalid(error.messageForPrediction)
      }
    }
  }

  private func texts(_ body: [UInt8], _ model: ServedModel) throws -> [String] {
    let limits = services.configuration.limits
    var reader = JSONReader(body, deepest: limits.nesting)
    guard try reader.kind() == .object else {
      throw ServiceError.invalid("JSON Value: Is not object")
    }
    var samples = SampleReader(signature: model.signature, limits: limits)
    try reader.object { reader, key in
      switch try (key, reader.kind()) {
      case ("instances", .array): try reader.array { try samples.read(&$0) }
      case ("text", .string): try samples.read(&reader)
      case ("instances", _), ("text", _):
        throw ServiceError.invalid("expected {\"text\": \"…\"} or {\"instances\": [\"…\"]}")
      default: try reader.skipValue()
      }
    }
    try reader.end()
    guard case .texts(let texts) = try samples.input(), !texts.isEmpty else {
      throw ServiceError.invalid("Missing 'text' or 'instances' key")
    }
    guard texts.count <= limits.explanations else {
      throw ServiceError.invalid(
        "there are more texts than the limit of \(limits.explanations) in a request")
    }
    return texts
  }

  private static func reply(_ texts: [String], _ explainer: any TextExplainer) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var body = Array("{\"explanations\": [".utf8)
    for (index, text) in texts.enumerated() {
      if index > 0 { body += Array(", ".utf8) }
      body += try encoder.encode(explainer.explain(text))
    }
    return body + Array("]}".utf8)
  }
}
