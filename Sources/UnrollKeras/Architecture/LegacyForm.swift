import UnrollNN

/// The form in which descriptions stand in whole-model HDF5 files: layers without modules, and
/// training apart from the model.
struct LegacyForm {
  /// The attribute `model_config`.
  let model: JSONValue
  /// The attribute `training_config`; nil for a model that is not compiled.
  let training: JSONValue?

  /// Takes apart a description of Keras 3.
  init(_ description: JSONValue) {
    model = Self.layer(description)
    training = description["compile_config"].map(Self.training)
  }

  /// Puts together a description that reads as Keras 3's, whichever version wrote the two parts.
  static func description(model: JSONValue, training: JSONValue?, version: String?) -> JSONValue {
    var description = model
    if let version { description[KerasVersion.key] = .string(version) }
    guard var config = training, let optimizer = config["optimizer_config"] else {
      return description
    }
    config["optimizer_config"] = nil
    config["optimizer"] = optimizer
    description["compile_config"] = config
    return description
  }

  /// A model or layer by its class, its options and, in graphs, its place.
  private static func layer(_ value: JSONValue) -> JSONValue {
    guard var members = value.object, members["class_name"] != nil else { return value }
    for key in ["module", "registered_name", "build_config", "compile_config"] {
      members[key] = nil
    }
    if var config = members["config"], let layers = config["layers"]?.array {
      config["layers"] = .array(layers.map(layer))
      members["config"] = config
    }
    return .object(members)
  }

  private static func training(_ config: JSONValue) -> JSONValue {
    var training = config
    let optimizer = config["optimizer"] ?? .null
    training["optimizer"] = nil
    training["optimizer_config"] = .object([
      "class_name": optimizer["class_name"] ?? .null, "config": optimizer["config"] ?? .null,
    ])
    return training
  }
}
