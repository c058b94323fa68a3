import UnrollArchive
import UnrollNN
import UnrollTensor

/// The list of layers in the description of a model, whatever dialect it is in.
struct ChainDescription {
  /// The name of the model.
  let name: String
  /// The layers without the input layer.
  let layers: [JSONValue]
  /// The options of the input layer, if there is one.
  let inputLayer: JSONValue?
  /// The description of the model around the list.
  let description: JSONValue

  init(_ description: JSONValue) throws {
    self.description = description
    let list = try Self.list(description)
    name = description["config"]?["name"]?.string ?? "sequential"
    let startsWithInput = list.first?["class_name"]?.string == "InputLayer"
    inputLayer = startsWithInput ? list.first?["config"] ?? .object([:]) : nil
    layers = Array(list.dropFirst(startsWithInput ? 1 : 0))
    guard !layers.isEmpty else {
      throw UnrollError(.unsupported, "the model has no layers", expected: "at least one")
    }
  }

  private static func list(_ description: JSONValue) throws -> [JSONValue] {
    if let layers = description.array { return layers }
    guard let className = description["class_name"]?.string else {
      throw UnrollError(
        .corruptFile, "this JSON text does not describe a Keras model",
        expected: "an object with class_name and config", found: description.brief,
        hint: "write the description with model.to_json()")
    }
    guard className == "Sequential" else {
      throw UnrollError(
        .unsupported, "models of the class \(className.printableName) are not supported",
        expected: "Sequential or Functional", found: className.printableName,
        hint: "build the model as a chain or graph of layers, not as a class of its own")
    }
    // Until Keras 2.2 the options of a chain were the list itself.
    guard let layers = description["config"]?["layers"]?.array ?? description["config"]?.array
    else {
      throw UnrollError(
        .corruptFile, "the description of the model lists no layers",
        expected: "layers in its config")
    }
    return layers
  }
}
