import Foundation
import UnrollTensor

/// The layers that files can name.
public struct LayerRegistry: Sendable {
  /// All layers of Unroll.
  public static let builtin = LayerRegistry([
    Activation.self,
    ActivityRegularization.self,
    Add.self,
    AdditiveAttention.self,
    AlphaDropout.self,
    Attention.self,
    Average.self,
    AveragePooling1D.self,
    BatchNormalization.self,
    Bidirectional.self,
    Concatenate.self,
    Conv1D.self,
    Cropping1D.self,
    Dense.self,
    Dot.self,
    Dropout.self,
    ELU.self,
    Embedding.self,
    Flatten.self,
    GaussianDropout.self,
    GaussianNoise.self,
    GlobalAveragePooling1D.self,
    GlobalMaxPooling1D.self,
    GRU.self,
    GRUCell.self,
    Identity.self,
    LayerNormalization.self,
    LeakyReLU.self,
    LSTM.self,
    LSTMCell.self,
    Masking.self,
    Maximum.self,
    MaxPooling1D.self,
    Minimum.self,
    Multiply.self,
    Permute.self,
    PReLU.self,
    ReLU.self,
    RepeatVector.self,
    Reshape.self,
    RNN.self,
    SimpleRNN.self,
    SimpleRNNCell.self,
    Softmax.self,
    SpatialDropout1D.self,
    StackedRNNCells.self,
    Subtract.self,
    TimeDistributed.self,
    UnitNormalization.self,
    UpSampling1D.self,
    ZeroPadding1D.self,
  ])

  private let types: [String: any Layer.Type]

  /// Creates a registry of layers.
  public init(_ types: [any Layer.Type]) {
    self.types = Dictionary(types.map { ($0.className, $0) }) { $1 }
  }

  /// The registry with further layers, which may replace those of the same name.
  public func adding(_ types: [any Layer.Type]) -> LayerRegistry {
    LayerRegistry(Array(self.types.values) + types)
  }

  /// The names of all layers, sorted.
  public var classNames: [String] { layers.map { $0.className } }

  /// All layers that can stand in a model, sorted by name.
  public var layers: [any Layer.Type] { all.filter { !($0 is any CellLayer.Type) } }

  /// All cells, which stand inside an ``RNN``, sorted by name.
  public var cells: [any CellLayer.Type] { all.compactMap { $0 as? any CellLayer.Type } }

  private var all: [any Layer.Type] { types.values.sorted { $0.className < $1.className } }

  /// Whether a layer or cell of this name is known.
  public func knows(_ className: String) -> Bool { types[className] != nil }

  /// Makes a layer from its class name and Keras's options.
  ///
  /// - Parameters:
  ///   - className: Keras's name of the class.
  ///   - options: the keys of the layer; missing ones take their defaults.
  /// - Returns: the layer.
  /// - Throws: `UnrollError` if the class is not known or an option does not fit.
  public func layer(_ className: String, _ options: JSONValue) throws -> any Layer {
    guard let type = types[className] else {
      throw UnrollError(
        .unsupported, "the layer \(className.printableName) is not supported",
        hint: "supported are \(classNames.joined(separator: ", "))")
    }
    return try make(type, options)
  }

  private func make<L: Layer>(_ type: L.Type, _ options: JSONValue) throws -> any Layer {
    let template = try JSONValue(encoding: L.Configuration.template)
    let known = options.object.map { $0.filter { template[$0.key] != nil || $0.value != .null } }
    do {
      let configuration = try template.merging(.object(known ?? [:]))
        .decode(L.Configuration.self, userInfo: [.layerRegistry: self])
      try refuseUnsupported(options, understood: try JSONValue(encoding: configuration))
      return L(configuration)
    } catch let error as DecodingError {
      // Of a number that does not fit its type, Foundation does not say where it stands.
      let place =
        error.place.isEmpty ? [fault(type, template, known ?? [:])].compactMap(\.self) : error.place
      throw UnrollError(
        .invalidConfiguration,
        error.wanted == nil
          ? "an option of \(L.className) has a value that makes no sense"
          : "an option of \(L.className) has the wrong type",
        path: place.map { $0.snakeCased() }, expected: error.wanted ?? error.reason,
        found: options.value(at: place)?.brief, cause: error)
    } catch let error as UnrollError {
      guard let option = fault(type, template, known ?? [:]), !error.path.contains(option) else {
        throw error
      }
      return try locating(option) { throw error }
    }
  }

  /// The option that cannot be read even if all others are at their defaults.
  private func fault<L: Layer>(
    _ type: L.Type, _ template: JSONValue, _ options: [String: JSONValue]
  ) -> String? {
    options.keys.sorted().first { key in
      // A layer inside names itself.
      guard let value = options[key], types[value["class_name"]?.string ?? ""] == nil else {
        return false
      }
      let alone = template.merging(.object([key: value]))
      let read = try? alone.decode(L.Configuration.self, userInfo: [.layerRegistry: self])
      return read == nil
    }
  }
}

extension LayerRegistry {
  /// Options that change what training does and that the layer does not have.
  private static let effectiveSuffixes = ["_regularizer", "_constraint"]

  /// What a layer writes down again it has understood.
  private func refuseUnsupported(_ options: JSONValue, understood: JSONValue) throws {
    for (key, value) in options.object ?? [:]
    where value != .null && understood[key] == nil
      && Self.effectiveSuffixes.contains(where: key.hasSuffix)
    {
      throw UnrollError(
        .unsupported, "the option \(key) is not supported", path: [key], expected: "null",
        found: value.brief)
    }
  }
}

extension CodingUserInfoKey {
  /// The registry that finds the layers inside other layers.
  package static let layerRegistry = CodingUserInfoKey(rawValue: "layerRegistry").unsafelyUnwrapped
}

extension DecodingError {
  /// The keys that lead to the value that could not be decoded.
  package var place: [String] {
    switch self {
    case .typeMismatch(_, let context), .valueNotFound(_, let context),
      .dataCorrupted(let context):
      context.codingPath.map(\.stringValue)
    case .keyNotFound(let key, let context):
      context.codingPath.map(\.stringValue) + [key.stringValue]
    @unknown default: []
    }
  }

  /// What our own types say of a value that cannot be; nil for what Foundation says.
  package var reason: String? {
    guard case .dataCorrupted(let context) = self, context.underlyingError is Reason else {
      return nil
    }
    return context.debugDescription
  }

  /// Marks what ``reason`` tells.
  private struct Reason: Error {}

  /// A value of the right type that cannot be.
  static func value(_ decoder: any Decoder, expected: String) -> DecodingError {
    .dataCorrupted(
      .init(
        codingPath: decoder.codingPath, debugDescription: expected, underlyingError: Reason()))
  }
}
