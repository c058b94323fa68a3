import UnrollArchive
import UnrollNN
import UnrollTensor

/// Reads a loss: a name, a function, or an object with options.
enum LossReader {
  /// Whether a value is one loss rather than losses by output.
  static func isLoss(_ value: JSONValue) -> Bool {
    value.string != nil || value["class_name"] != nil
  }

  /// Reads one loss.
  ///
  /// - Throws: `UnrollError` that names what is not supported.
  static func loss(_ value: JSONValue) throws -> any Loss {
    if let name = value.string { return try LossRegistry.loss(named: name) }
    let object = try KerasObject(value)
    if let function = object.function { return try LossRegistry.loss(named: function) }
    return try LossRegistry.loss(named: object.className, object.options)
  }
}

/// An object as Keras writes it: a function by name, or a class with options.
struct KerasObject {
  let className: String
  let options: JSONValue
  /// The name of the function, if it is one.
  let function: String?

  /// Takes an object apart.
  ///
  /// - Throws: `UnrollError` if it is none, or none of Keras's own.
  init(_ value: JSONValue) throws {
    guard let className = value["class_name"]?.string else {
      throw UnrollError(
        .unsupported, "this is neither a name nor an object of Keras",
        expected: "a name, or an object with class_name and config", found: value.brief)
    }
    self.className = className
    let config = value["config"] ?? .null
    guard className != "function" else {
      function = config.string ?? value["registered_name"]?.string ?? className
      options = .object([:])
      return
    }
    try Envelope.checkOrigin(value)
    guard className.hasSuffix("FunctionWrapper") || className.hasSuffix("MetricWrapper"),
      let wrapped = config["fn"]
    else {
      function = nil
      options = config
      return
    }
    // A wrapper adds nothing to the function but a name; its other members are arguments.
    let name = try KerasObject(wrapped).function
    let arguments = (config.object ?? [:]).filter { !["name", "dtype", "fn"].contains($0.key) }
    let changing = arguments.filter { $0.value != .string("sum_over_batch_size") }
    guard let name, changing.isEmpty else {
      throw UnrollError(
        .unsupported, "functions with arguments of their own are not supported",
        path: [className.printableName], found: changing.keys.sorted().joined(separator: ", "))
    }
    function = name
    options = .object([:])
  }
}
