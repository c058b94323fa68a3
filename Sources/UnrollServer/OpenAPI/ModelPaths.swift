import Foundation
import UnrollNN

/// The paths of one model, with and without a version.
struct ModelPaths {
  let model: ServedModel
  let isSecured: Bool
  let limits: ServerLimits

  /// The descriptions by path.
  var paths: [String: JSONValue] {
    var paths: [String: JSONValue] = [:]
    for hasVersion in [false, true] {
      let version = hasVersion ? "/versions/{version}" : ""
      let (first, second) = ("/v1/models/\(name)\(version)", "/v2/models/\(name)\(version)")
      paths["\(first):predict"] = .object(["post": predict(hasVersion)])
      if model.explainer != nil {
        paths["\(first):explain"] = .object(["post": explain(hasVersion)])
      }
      paths[first] = .object(["get": status(hasVersion)])
      paths["\(first)/metadata"] = .object(["get": metadata(hasVersion)])
      paths[second] = .object(["get": modelMetadata(hasVersion)])
      paths["\(second)/ready"] = .object(["get": ready(hasVersion)])
      paths["\(second)/infer"] = .object(["post": infer(hasVersion)])
    }
    return paths
  }

  private var name: String {
    model.name.addingPercentEncoding(withAllowedCharacters: .alphanumerics.union(["-", "_", "."]))
      ?? model.name
  }

  private var schema: SignatureSchema {
    SignatureSchema(signature: model.signature, limits: limits)
  }

  private func operation(
    _ verb: String, _ summary: String, _ tag: String, _ hasVersion: Bool,
    request: JSONValue? = nil, reply: JSONValue = Schema.anyObject, otherType: String? = nil
  ) -> JSONValue {
    let suffix = hasVersion ? "_version" : ""
    return Operation(
      id: "\(verb)_\(model.name)\(suffix)", summary: summary, tag: tag, request: request,
      reply: reply, otherType: otherType,
      errors: request == nil ? [400, 404] : [400, 404, 408, 413, 415, 503],
      takesVersion: hasVersion, isSecured: isSecured
    ).value
  }

  private func predict(_ hasVersion: Bool) -> JSONValue {
    operation(
      "predict", "Predictions, as TensorFlow Serving gives them", "v1", hasVersion,
      request: schema.predictRequest, reply: schema.predictReply)
  }

  private func explain(_ hasVersion: Bool) -> JSONValue {
    operation(
      "explain", "What the model made of texts", "v1", hasVersion, request: schema.explainRequest,
      reply: Schema.object(
        ["explanations": Schema.list(.object([:]))], required: ["explanations"]))
  }

  private func status(_ hasVersion: Bool) -> JSONValue {
    let version = Schema.object(
      [
        "version": Schema.string(),
        "state": Schema.word("START", "LOADING", "AVAILABLE", "UNLOADING", "END"),
        "status": Schema.object(
          ["error_code": Schema.string(), "error_message": Schema.string()],
          required: ["error_code", "error_message"]),
      ], required: ["version", "state", "status"])
    return operation(
      "status", "The state of the versions", "v1", hasVersion,
      reply: Schema.object(
        ["model_version_status": Schema.list(version)], required: ["model_version_status"]))
  }

  private func metadata(_ hasVersion: Bool) -> JSONValue {
    operation(
      "metadata", "What the model takes and gives", "v1", hasVersion,
      reply: Schema.object(
        ["model_spec": Schema.anyObject, "metadata": Schema.anyObject],
        required: ["model_spec", "metadata"]))
  }

  private func modelMetadata(_ hasVersion: Bool) -> JSONValue {
    let tensor = Schema.object(
      [
        "name": Schema.string(), "datatype": Schema.string(),
        "shape": Schema.list(Schema.integer),
      ], required: ["name", "datatype", "shape"])
    return operation(
      "modelMetadata", "What the model takes and gives", "v2", hasVersion,
      reply: Schema.object(
        [
          "name": Schema.string(), "versions": Schema.list(Schema.string()),
          "platform": Schema.string(), "inputs": Schema.list(tensor),
          "outputs": Schema.list(tensor),
        ], required: ["name", "platform", "inputs", "outputs"]))
  }

  private func ready(_ hasVersion: Bool) -> JSONValue {
    operation(
      "ready", "Whether the model can answer", "v2", hasVersion,
      reply: Schema.object(["name": Schema.string(), "ready": Schema.bool], required: ["ready"]))
  }

  private func infer(_ hasVersion: Bool) -> JSONValue {
    operation(
      "infer", "Predictions, in the Open Inference Protocol", "v2", hasVersion,
      request: schema.inferRequest,
      reply: Schema.object(
        [
          "id": Schema.string(), "model_name": Schema.string(),
          "model_version": Schema.string(), "outputs": Schema.list(Schema.anyObject),
        ], required: ["model_name", "outputs"]), otherType: Reply.binary)
  }
}
