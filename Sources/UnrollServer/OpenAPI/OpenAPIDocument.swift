import UnrollNN

/// x
struct OpenAPIDocument {
  let services: Services
  var value: JSONValue { .object([:]) }
}
