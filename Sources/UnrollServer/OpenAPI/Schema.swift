import UnrollNN

/// Parts of JSON Schema.
enum Schema {
  /// An object with named members.
  static func object(
    _ members: [String: JSONValue], required: [String] = [], closed: Bool = false
  ) -> JSONValue {
    var schema: [String: JSONValue] = [
      "type": .string("object"), "properties": .object(members),
    ]
    if !required.isEmpty { schema["required"] = .array(required.map { .string($0) }) }
    if closed { schema["additionalProperties"] = .bool(false) }
    return .object(schema)
  }

  /// A list.
  static func list(_ items: JSONValue, _ sizes: ClosedRange<Int>? = nil) -> JSONValue {
    var schema: [String: JSONValue] = ["type": .string("array"), "items": items]
    if let sizes {
      schema["minItems"] = .integer(sizes.lowerBound)
      schema["maxItems"] = .integer(sizes.upperBound)
    }
    return .object(schema)
  }

  /// A string.
  static func string(longest: Int? = nil) -> JSONValue {
    var schema: [String: JSONValue] = ["type": .string("string")]
    if let longest { schema["maxLength"] = .integer(longest) }
    return .object(schema)
  }

  /// One of some strings.
  static func word(_ words: String...) -> JSONValue {
    .object(["type": .string("string"), "enum": .array(words.map { .string($0) })])
  }

  static let bool = JSONValue.object(["type": .string("boolean")])
  static let integer = JSONValue.object(["type": .string("integer")])
  static let anyObject = JSONValue.object(["type": .string("object")])

  /// Any number; those that JSON does not have are no numbers to a schema.
  static let number = JSONValue.object([
    "description": .string("A number, also NaN, Infinity or -Infinity, written as these words.")
  ])

  /// A number that a float can hold.
  static let float = JSONValue.object([
    "type": .string("number"), "minimum": .number(-Double(Float.greatestFiniteMagnitude)),
    "maximum": .number(Double(Float.greatestFiniteMagnitude)),
  ])

  /// The row of a table.
  static let row = JSONValue.object([
    "type": .string("integer"), "minimum": .integer(0), "maximum": .integer(Int(Int32.max)),
  ])

  /// Any of several.
  static func any(_ choices: JSONValue...) -> JSONValue { .object(["anyOf": .array(choices)]) }

  /// Exactly one of some members must be there.
  static func one(of names: String..., in object: JSONValue) -> JSONValue {
    var object = object
    object["oneOf"] = .array(names.map { .object(["required": .array([.string($0)])]) })
    return object
  }

  /// One value and no other.
  static func constant(_ value: JSONValue) -> JSONValue { .object(["const": value]) }

  /// A schema that is defined once for all.
  static func reference(_ name: String) -> JSONValue {
    .object(["$ref": .string("#/components/schemas/\(name)")])
  }
}
