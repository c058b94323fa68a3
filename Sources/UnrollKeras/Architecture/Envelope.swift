import UnrollNN
import UnrollTensor

/// The form in which Keras 3 writes objects: module, class, options and registered name.
enum Envelope {
  /// An object of Keras's own.
  static func object(_ module: String, _ className: String, _ config: JSONValue) -> JSONValue {
    .object([
      "module": .string(module), "class_name": .string(className), "config": config,
      "registered_name": .null,
    ])
  }

  /// A layer, its options' objects and the layers inside it included.
  ///
  /// A layer that Keras does not have gets its own name as the registered one, under which
  /// `custom_objects` finds it.
  ///
  /// - Throws: `UnrollError` if an option has no form in Keras 3.
  static func layer(_ form: JSONValue) throws -> JSONValue {
    guard let className = form["class_name"]?.string else { return form }
    let isBuiltin = LayerRegistry.builtin.knows(className)
    var config: [String: JSONValue] = ["dtype": .string("float32")]
    for (key, value) in form["config"]?.object ?? [:] {
      config[key] = try option(key, value)
    }
    var layer = object("keras.layers", className, .object(config))
    if !isBuiltin {
      layer["module"] = .null
      layer["registered_name"] = .string(className)
    }
    return layer
  }

  /// Objects among the options come as class and options alone; their key tells what they are.
  private static func option(_ key: String, _ value: JSONValue) throws -> JSONValue {
    if key.hasSuffix("activation") { try checkActivation(key, value) }
    if let list = value.array { return .array(try list.map { try option(key, $0) }) }
    guard let className = value["class_name"]?.string, let config = value["config"] else {
      return value
    }
    for (suffix, module) in modules where key.hasSuffix(suffix) {
      return object(module, className, config)
    }
    return try layer(value)
  }

  private static func checkActivation(_ key: String, _ value: JSONValue) throws {
    let function = value.string.flatMap(ActivationFunction.init(rawValue:))
    guard let function, !function.hasKerasName else { return }
    throw UnrollError(
      .unsupported, "Keras 3 has no name for the activation", path: [key],
      found: function.rawValue,
      hint: function == .legacyHardSigmoid
        ? "it is hard_sigmoid of 1.2 x: multiply the weights that lead to it by 1.2" : nil)
  }

  private static let modules = [
    ("initializer", "keras.initializers"), ("regularizer", "keras.regularizers"),
    ("constraint", "keras.constraints"),
  ]
}
