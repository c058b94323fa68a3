import UnrollArchive
import UnrollNN
import UnrollTensor

/// Holds the options of a layer in a file against those that the layer took from it.
///
/// What a layer writes down again it has understood. Of the rest, some options change nothing,
/// some change what the model computes and are refused, and all others are noted.
struct LayerOptions {
  let registry: LayerRegistry
  private let customNames: Set<String>

  /// Options of Keras 1 to 3 on which the result does not depend, whatever they hold.
  private static let harmless: Set<String> = [
    "name", "trainable", "dtype", "seed", "unroll", "implementation", "use_cudnn", "autocast",
    "batch_input_shape", "batch_shape", "input_shape", "input_dim", "input_length", "input_dtype",
    "consume_less", "build_config", "optional",
    // Read under another name, or of no effect without an option that is refused.
    "alpha", "renorm_momentum", "renorm_clipping",
  ]
  /// Options that change the result; their neutral values, beside null and false, are listed.
  private static let effective: [String: [JSONValue]] = [
    "stateful": [], "return_state": [], "noise_shape": [], "time_major": [], "lora_rank": [],
    "lora_alpha": [], "lora_enabled": [], "quantization_config": [], "quantization_mode": [],
    "sparse": [], "ragged": [], "weights": [], "merge_mode": [],
    "data_format": [.string("channels_last")], "return_runtime": [], "constants": [],
    "num_constants": [], "renorm": [],
  ]
  private static let effectiveSuffixes = ["_regularizer", "_constraint"]

  init(registry: LayerRegistry, customLayers: [any Layer.Type]) {
    self.registry = registry
    customNames = Set(customLayers.map { $0.className })
  }

  /// Refuses a class of the same name that is not Keras's own.
  ///
  /// - Throws: `UnrollError` that names the class and where it comes from.
  func checkOrigin(_ layer: JSONValue) throws {
    guard let className = layer["class_name"]?.string, !customNames.contains(className) else {
      return
    }
    guard className != "Lambda" else {
      throw UnrollError(
        .unsupported, "a Lambda layer holds Python code, which is not run",
        path: layer["config"]?["name"]?.string.map { [$0.printableName] } ?? [],
        hint: "use a layer that says what it computes, such as Activation, or write "
          + "one in Swift and pass its type as customLayers")
    }
    let module = layer["module"]?.string ?? "keras"
    let registered = layer["registered_name"]?.string ?? className
    let kerasModules = ["keras", "tf_keras", "tensorflow.keras", "tensorflow.python.keras"]
    let isKeras = kerasModules.contains { module == $0 || module.hasPrefix($0 + ".") }
    guard isKeras, registered == className else {
      throw UnrollError(
        .unsupported, "\(className.printableName) is not a layer of Keras",
        path: layer["config"]?["name"]?.string.map { [$0.printableName] } ?? [],
        found: isKeras
          ? "registered as \(registered.printableName)" : "module \(module.printableName)",
        hint: "write the layer in Swift and pass its type as customLayers")
    }
  }

  /// Checks the options of a layer, and of the layers inside it.
  ///
  /// - Parameters:
  ///   - layer: the object in the file.
  ///   - entry: what was made of it.
  /// - Returns: notes on options that are not known.
  /// - Throws: `UnrollError` that names the option that would change the result.
  func check(_ layer: JSONValue, readAs entry: LayerEntry) throws -> [LoadNote] {
    let place = (entry.name ?? entry.className).printableName
    return try locating(place) {
      let options = layer["config"]?.object ?? [:]
      let understood = try entry.kerasForm(name: nil)["config"] ?? .null
      return try options.sorted { $0.key < $1.key }.flatMap { key, value in
        try check(key, value, understood: understood[key])
      }
    }.map { $0.within(place) }
  }

  private func check(
    _ key: String, _ value: JSONValue, understood: JSONValue?
  ) throws -> [LoadNote] {
    if key == "dtype" { try checkPrecision(value) }
    if let understood, understood != .null {
      try checkSize(key, understood)
      return try checkInner(key, value)
    }
    if value == .null || value == .bool(false) || Self.harmless.contains(key) { return [] }
    let isEffective = Self.effectiveSuffixes.contains(where: key.hasSuffix)
    if let neutral = Self.effective[key] ?? (isEffective ? [] : nil) {
      guard neutral.contains(value) else {
        throw UnrollError(
          .unsupported, "the option \(key) is not supported", path: [key],
          expected: neutral.isEmpty
            ? "null or false" : neutral.map(\.brief).joined(separator: ", "),
          found: value.brief,
          hint: "predictions would differ from Keras's without it; save the model without it")
      }
      return []
    }
    return [LoadNote("the option \(key.printableName) is not known and was ignored")]
  }

  /// A layer inside a layer is checked like one of the chain.
  private func checkInner(_ key: String, _ value: JSONValue) throws -> [LoadNote] {
    if let list = value.array {
      return try list.enumerated().flatMap { try checkInner("\(key)/\($0)", $1) }
    }
    guard let className = value["class_name"]?.string, registry.knows(className) else { return [] }
    return try locating(key) {
      try checkOrigin(value)
      return try check(value, readAs: LayerEntry(value, registry: registry))
    }.map { $0.within(key) }
  }

  private func checkSize(_ key: String, _ value: JSONValue) throws {
    guard case .integer(let size) = value, size.magnitude > ModelBudget.largestSize else {
      return
    }
    throw UnrollError(
      .limitExceeded, "the option \(key) is too large", path: [key],
      expected: "at most \(ModelBudget.largestSize)", found: "\(size)")
  }

  private func checkPrecision(_ value: JSONValue) throws {
    guard value != .null, Self.dataType(value) != "float32" else { return }
    throw UnrollError(
      .unsupported, "only float32 is supported", path: ["dtype"],
      expected: "float32", found: Self.dataType(value)?.printableName ?? value.brief,
      hint: "set keras.config.set_dtype_policy(\"float32\") and save the model again")
  }

  /// The name of a type: a plain string, or the name of Keras's policy.
  static func dataType(_ value: JSONValue) -> String? {
    if let name = value.string { return name }
    let isPolicy = ["DTypePolicy", "Policy"].contains(value["class_name"]?.string ?? "")
    return isPolicy ? value["config"]?["name"]?.string : value["class_name"]?.string
  }
}
