import UnrollNN

/// One thing that can be asked for, as OpenAPI describes it.
struct Operation {
  let id: String
  let summary: String
  var tag: String
  var request: JSONValue?
  /// The type of the answer and what it looks like.
  var replyType = Reply.json
  var reply: JSONValue = Schema.anyObject
  /// Another type that answers may have, without a schema.
  var otherType: String?
  /// What can go wrong, beside what can always go wrong.
  var errors: [Int] = []
  var takesVersion = false
  var isSecured = false

  /// The description.
  var value: JSONValue {
    var members: [String: JSONValue] = [
      "operationId": .string(id), "summary": .string(summary), "tags": .array([.string(tag)]),
      "responses": .object(responses),
    ]
    if let request {
      members["requestBody"] = .object([
        "required": .bool(true), "content": .object([Reply.json: .object(["schema": request])]),
      ])
    }
    if takesVersion { members["parameters"] = .array([Self.version]) }
    if isSecured { members["security"] = .array([.object(["token": .array([])])]) }
    return .object(members)
  }

  private var responses: [String: JSONValue] {
    var content: [String: JSONValue] = [replyType: .object(["schema": reply])]
    if let otherType { content[otherType] = .object([:]) }
    var responses: [String: JSONValue] = [
      "200": .object(["description": .string("The answer."), "content": .object(content)])
    ]
    for status in errors + [405, 500] + (isSecured ? [401] : []) {
      responses["\(status)"] = .object([
        "description": .string(Self.reasons[status] ?? "It failed."),
        "content": .object([Reply.json: .object(["schema": Schema.reference("Error")])]),
      ])
    }
    return responses
  }

  private static let reasons = [
    400: "The request cannot be understood, or does not fit the model or the limits.",
    401: "The token is missing or wrong.",
    404: "There is no such model or version.",
    405: "The method is another one.",
    408: "The request did not arrive in time.",
    413: "The body is larger than the limit.",
    415: "The body is compressed.",
    500: "The server failed; the log tells why.",
    503: "The server is busy or stops; try again after the time in Retry-After.",
  ]

  private static let version: JSONValue = .object([
    "name": .string("version"), "in": .string("path"), "required": .bool(true),
    "schema": .object([
      "type": .string("integer"), "minimum": .integer(0), "maximum": .integer(1 << 53),
    ]),
  ])
}
