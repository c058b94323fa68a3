import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import UnrollNN

/// Answers of the kinds that there are.
enum Reply {
  static let json = "application/json"
  static let binary = "application/octet-stream"

  /// Bytes of a type.
  static func bytes(
    _ bytes: [UInt8], _ type: String, status: HTTPResponse.Status = .ok,
    headers: HTTPFields = [:]
  ) -> Response {
    var fields = headers
    fields[.contentType] = type
    fields[.xContentTypeOptions] = "nosniff"
    return Response(
      status: status, headers: fields, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
  }

  /// A document of JSON.
  static func json(_ value: JSONValue, status: HTTPResponse.Status = .ok) throws -> Response {
    bytes(Array(try value.data(isPretty: true)), json, status: status)
  }

  /// Text for people or programs.
  static func text(_ text: String, _ type: String = "text/plain; charset=utf-8") -> Response {
    bytes(Array(text.utf8), type)
  }

  /// What is wrong with a request.
  static func error(_ error: ServiceError) -> Response {
    var writer = JSONWriter()
    writer.raw("{\"error\": ")
    writer.string(error.message)
    writer.raw("}")
    return bytes(writer.bytes, json, status: error.status, headers: error.headers)
  }

  /// Nothing is told of what went wrong inside; the number finds it in the log.
  static func internalError(id: String) -> Response {
    error(ServiceError(.internalServerError, "internal error in request \(id)"))
  }
}

extension HTTPField.Name {
  /// How many bytes of a body are JSON, in the Open Inference Protocol.
  static let inferenceHeaderContentLength = HTTPField.Name("Inference-Header-Content-Length")
}
