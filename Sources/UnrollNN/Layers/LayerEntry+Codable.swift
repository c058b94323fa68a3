import Foundation
import UnrollTensor

extension LayerEntry: Codable {
  /// Reads `{"class_name", "config"}`, the layer's options and its shared facts together.
  ///
  /// - Throws: `UnrollError` if the layer is not known or an option does not fit.
  public init(from decoder: any Decoder) throws {
    let value = try JSONValue(from: decoder)
    let registry = decoder.userInfo[.layerRegistry] as? LayerRegistry ?? .builtin
    self = try LayerEntry(value, registry: registry)
  }

  /// Makes an entry of a layer's object in a file.
  ///
  /// - Throws: `UnrollError` if the layer is not known or an option does not fit.
  package init(_ value: JSONValue, registry: LayerRegistry) throws {
    guard let className = value["class_name"]?.string, var options = value["config"] else {
      throw UnrollError(
        .corruptFile, "a layer is not described", expected: "an object with class_name and config",
        found: value["class_name"]?.string.map { "\($0) without config" } ?? value.brief)
    }
    let name = options["name"]?.string
    let penalty = options["activity_regularizer"]
    options["activity_regularizer"] = nil
    self = try locating(name ?? className) {
      LayerEntry(
        try registry.layer(className, options), name: name,
        isTrainable: options["trainable"]?.bool ?? true,
        activityRegularizer: try Self.regularizer(penalty))
    }
    if case .integer? = options["seed"], try Self.encoded(layer)["seed"] == nil {
      seed = options["seed"]
    }
  }

  private static func regularizer(_ value: JSONValue?) throws -> Regularizer? {
    guard let value, value != .null else { return nil }
    return try locating("activity_regularizer") { try value.decode(Regularizer.self) }
  }

  /// Writes `{"class_name", "config"}` with name and trainability among the options.
  public func encode(to encoder: any Encoder) throws {
    try kerasForm(name: name).encode(to: encoder)
  }

  /// The entry as Keras's files hold it, under a resolved name.
  package func kerasForm(name: String?) throws -> JSONValue {
    var options = try Self.encoded(layer)
    // Of Keras's layers, this one alone takes no such option.
    if className != SpatialDropout1D.className { options["trainable"] = .bool(isTrainable) }
    if let seed { options["seed"] = seed }
    if let name { options["name"] = .string(name) }
    if let activityRegularizer {
      options["activity_regularizer"] = try JSONValue(encoding: activityRegularizer)
    }
    return .object(["class_name": .string(className), "config": options])
  }

  private static func encoded<L: Layer>(_ layer: L) throws -> JSONValue {
    try JSONValue(encoding: layer.configuration)
  }
}

extension LayerEntry: Equatable {
  /// Whether both entries hold the same layer with the same options and facts.
  public static func == (left: LayerEntry, right: LayerEntry) -> Bool {
    left.name == right.name && left.isTrainable == right.isTrainable && left.seed == right.seed
      && left.activityRegularizer == right.activityRegularizer
      && left.className == right.className && isEqual(left.layer, right.layer)
  }

  private static func isEqual<L: Layer>(_ layer: L, _ other: any Layer) -> Bool {
    (other as? L)?.configuration == layer.configuration
  }
}
