import UnrollNN
import UnrollTensor

/// Finds out what a model reads: from its input layer, or from one of the places where Keras 1
/// to 3 note it instead.
struct InputReader {
  /// The input layer, or the options that a first layer has in place of one.
  private let options: JSONValue
  private let hasInputLayer: Bool
  /// Where the shape may stand, the likeliest place first.
  private let places: [JSONValue?]

  init(_ chain: ChainDescription) {
    let first = chain.layers.first
    options = chain.inputLayer ?? first?["config"] ?? .null
    hasInputLayer = chain.inputLayer != nil
    places = [
      options["batch_shape"], options["batch_input_shape"],
      chain.description["config"]?["build_input_shape"],
      chain.description["build_config"]?["input_shape"],
      first?["config"]?["batch_shape"], first?["config"]?["batch_input_shape"],
      first?["build_config"]?["input_shape"],
    ]
  }

  /// Reads the input layer of a graph, which has a name there.
  init(layer: JSONValue, _ name: String) {
    var options = layer["config"] ?? .object([:])
    options["name"] = .string(name)
    self.options = options
    hasInputLayer = true
    places = [options["batch_shape"], options["batch_input_shape"]]
  }

  /// The input of the model.
  ///
  /// - Throws: `UnrollError` if no place tells, or what it tells makes no sense.
  func input() throws -> Input {
    try checkForm(options)
    guard let sizes = places.lazy.compactMap({ $0?.array }).first else {
      throw UnrollError(
        .unsupported, "the model does not say what it reads",
        expected: "an InputLayer, or batch_shape in the first layer",
        hint: "call model.build(…) or start the model with keras.Input before saving it")
    }
    var input = try locating("input shape") {
      Input(dimensions: try dimensions(sizes))
    }
    if hasInputLayer, let name = options["name"]?.string { input.name = name }
    if hasInputLayer { input.dataType = options["dtype"].flatMap(LayerOptions.dataType) }
    if let batch = sizes[0].integer {
      guard (1...ModelBudget.largestSize).contains(batch) else {
        throw UnrollError(
          .corruptFile, "the batch size makes no sense", path: ["input shape"],
          expected: "null, or 1 to \(ModelBudget.largestSize)", found: "\(batch)")
      }
      input.batch = batch
    }
    return input
  }

  private func dimensions(_ sizes: [JSONValue]) throws -> [Int?] {
    guard sizes.count >= 2, sizes.count <= Shape.maximumRank else {
      throw UnrollError(
        .unsupported, "the input has an unusual number of axes",
        expected: "2 to \(Shape.maximumRank), the batch included", found: "\(sizes.count)")
    }
    return try sizes.dropFirst().map { size in
      if case .null = size { return nil }
      guard let number = size.integer, (1...ModelBudget.largestSize).contains(number) else {
        throw UnrollError(
          .corruptFile, "a size of the input makes no sense",
          expected: "null, or 1 to \(ModelBudget.largestSize)", found: size.brief)
      }
      return number
    }
  }

  /// Refuses inputs that are not dense arrays of numbers.
  private func checkForm(_ options: JSONValue) throws {
    for key in ["sparse", "ragged"] where options[key]?.bool == true {
      throw UnrollError(
        .unsupported, "\(key) inputs are not supported", path: ["input layer", key],
        expected: "false", found: "true")
    }
    guard hasInputLayer, let type = options["dtype"], type != .null else { return }
    guard let name = LayerOptions.dataType(type),
      ["float", "int", "uint"].contains(where: name.hasPrefix)
    else {
      throw UnrollError(
        .unsupported, "inputs of this type are not supported", path: ["input layer", "dtype"],
        expected: "numbers such as float32 or int32",
        found: LayerOptions.dataType(type).map { "\($0.printableName)" } ?? type.brief)
    }
  }
}
