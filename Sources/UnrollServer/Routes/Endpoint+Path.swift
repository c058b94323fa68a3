import Foundation

extension Endpoint {
  /// Finds out what a path stands for.
  ///
  /// - Parameters:
  ///   - path: the path of a request, percent-encoded, without a query.
  ///   - method: the method of the request, for messages.
  /// - Throws: ``ServiceError`` if nothing is there.
  init(path: String, method: String) throws {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
      .map { String($0).removingPercentEncoding ?? "" }
    switch parts.first {
    case "v1": self = try Self.tensorFlow(parts.dropFirst(), "\(method) \(path)")
    case "v2": self = try Self.openInference(parts.dropFirst(), path)
    default: self = try Self.server(path)
    }
  }

  private static func server(_ path: String) throws -> Endpoint {
    switch path {
    case "/health": .health
    case "/metrics": .metrics
    case "/openapi.json": .openAPI
    case "/": .page
    default: throw ServiceError.notFound("there is nothing at this path")
    }
  }

  /// `models/NAME[/versions/N][/metadata]`, or with `:predict` or `:explain` at its end.
  private static func tensorFlow(
    _ parts: ArraySlice<String>, _ request: String
  ) throws -> Endpoint {
    let malformed = ServiceError.invalid("Malformed request: \(request)")
    guard parts.first == "models", var last = parts.last else { throw malformed }
    guard parts.count > 1, last != "" || parts.count > 2 else {
      throw ServiceError.invalid("Missing model name in request.")
    }
    var verb: String?
    if let colon = last.lastIndex(of: ":") {
      verb = String(last[last.index(after: colon)...])
      last = String(last[..<colon])
    }
    var rest = parts.dropFirst().dropLast() + [last]
    let isMetadata = verb == nil && rest.count > 1 && rest.last == "metadata"
    if isMetadata { rest.removeLast() }
    let model = try reference(Array(rest), malformed)
    switch verb {
    case "predict": return .predict(model)
    case "explain": return .explain(model)
    case nil: return isMetadata ? .metadata(model) : .status(model)
    default: throw malformed
    }
  }

  private static func reference(
    _ parts: [String], _ malformed: ServiceError
  ) throws -> ModelReference {
    guard let name = parts.first, !name.isEmpty, !name.contains(":") else { throw malformed }
    switch (parts.count, parts.dropFirst().first) {
    case (1, _): return ModelReference(name: name)
    case (3, "versions"):
      guard parts[2].utf8.allSatisfy({ (0x30...0x39).contains($0) }), !parts[2].isEmpty else {
        throw malformed
      }
      guard let version = Int(parts[2]) else {
        throw ServiceError.invalid("Failed to convert version: \(parts[2]) to numeric.")
      }
      return ModelReference(name: name, version: version)
    case (3, "labels"):
      throw ServiceError.invalid("Unrecognized servable version label: \(parts[2])")
    default: throw malformed
    }
  }

  /// Nothing, `health/…`, or `models/NAME[/versions/N][/ready|/infer]`.
  private static func openInference(
    _ parts: ArraySlice<String>, _ path: String
  ) throws -> Endpoint {
    let missing = ServiceError.notFound("there is nothing at this path")
    var rest = Array(parts)
    if rest.isEmpty || rest == [""] { return .serverMetadata }
    if rest == ["health", "live"] { return .serverLive }
    if rest == ["health", "ready"] { return .serverReady }
    guard rest.removeFirst() == "models", !rest.isEmpty else { throw missing }
    let action = rest.count % 2 == 0 ? rest.removeLast() : nil
    guard rest.count == 1 || (rest.count == 3 && rest[1] == "versions"), !rest[0].isEmpty else {
      throw missing
    }
    var model = ModelReference(name: rest[0])
    if rest.count == 3 {
      guard let version = Int(rest[2]), version >= 0 else {
        throw ServiceError.invalid("the version of a model is a number")
      }
      model.version = version
    }
    switch action {
    case nil: return .modelMetadata(model)
    case "ready": return .modelReady(model)
    case "infer": return .infer(model)
    default: throw missing
    }
  }
}
