package import HTTPTypes

/// What is wrong with a request, in the form in which the client reads it: `{"error": "…"}`.
package struct ServiceError: Error {
  package let status: HTTPResponse.Status
  package let message: String
  var headers: HTTPFields = [:]

  init(_ status: HTTPResponse.Status, _ message: String, headers: HTTPFields = [:]) {
    (self.status, self.message, self.headers) = (status, message, headers)
  }

  /// The request cannot be understood, or asks for what the model does not have.
  static func invalid(_ message: String) -> ServiceError { ServiceError(.badRequest, message) }

  /// There is no such model, version or path.
  static func notFound(_ message: String) -> ServiceError { ServiceError(.notFound, message) }

  /// The server has as much to do as it can hold.
  static func busy(_ message: String) -> ServiceError {
    ServiceError(.serviceUnavailable, message, headers: [.retryAfter: "1"])
  }

  /// The body is larger than the limit.
  static func tooLarge(limit: Int) -> ServiceError {
    ServiceError(
      .contentTooLarge, "the body is larger than the limit of \(limit) bytes",
      headers: [.connection: "close"])
  }
}
