import UnrollTensor

extension Initializer: Codable {
  /// Reads Keras's object form `{"class_name", "config"}`, or a name such as `glorot_uniform`.
  ///
  /// - Throws: `UnrollError` for an initialiser that is not known.
  public init(from decoder: any Decoder) throws {
    let value = try JSONValue(from: decoder)
    let name = value.string ?? value["class_name"]?.string ?? "?"
    let config = value["config"] ?? .object([:])
    func number(_ key: String, _ standard: Float) -> Float {
      config[key]?.number.map(Float.init) ?? standard
    }
    switch name.snakeCased() {
    case "zeros", "zero": self = .zeros
    case "ones", "one": self = .ones
    case "constant": self = .constant(number("value", 0))
    case "random_uniform", "uniform":
      self = .randomUniform(minimum: number("minval", -0.05), maximum: number("maxval", 0.05))
    case "random_normal", "normal":
      self = .randomNormal(mean: number("mean", 0), standardDeviation: number("stddev", 0.05))
    case "truncated_normal":
      self = .truncatedNormal(mean: number("mean", 0), standardDeviation: number("stddev", 0.05))
    case "glorot_uniform": self = .glorotUniform
    case "glorot_normal": self = .glorotNormal
    case "he_uniform": self = .heUniform
    case "he_normal": self = .heNormal
    case "lecun_uniform": self = .lecunUniform
    case "lecun_normal": self = .lecunNormal
    case "orthogonal", "orthogonal_initializer": self = .orthogonal(gain: number("gain", 1))
    case "identity", "identity_initializer": self = .identity(gain: number("gain", 1))
    default:
      throw UnrollError(
        .unsupported, "the initializer is not known", found: name,
        hint: "a model with weights does not need it: replace it by GlorotUniform in the file")
    }
  }

  /// Writes Keras's object form, with the keys that every Keras 3 accepts.
  public func encode(to encoder: any Encoder) throws {
    let (name, config) = kerasForm
    try JSONValue.object(["class_name": .string(name), "config": .object(config)])
      .encode(to: encoder)
  }

  private var kerasForm: (String, [String: JSONValue]) {
    switch self {
    case .zeros: ("Zeros", [:])
    case .ones: ("Ones", [:])
    case .constant(let value): ("Constant", ["value": .float(value)])
    case .randomUniform(let low, let high):
      ("RandomUniform", ["minval": .float(low), "maxval": .float(high), "seed": .null])
    case .randomNormal(let mean, let deviation):
      ("RandomNormal", ["mean": .float(mean), "stddev": .float(deviation), "seed": .null])
    case .truncatedNormal(let mean, let deviation):
      ("TruncatedNormal", ["mean": .float(mean), "stddev": .float(deviation), "seed": .null])
    case .glorotUniform: ("GlorotUniform", ["seed": .null])
    case .glorotNormal: ("GlorotNormal", ["seed": .null])
    case .heUniform: ("HeUniform", ["seed": .null])
    case .heNormal: ("HeNormal", ["seed": .null])
    case .lecunUniform: ("LecunUniform", ["seed": .null])
    case .lecunNormal: ("LecunNormal", ["seed": .null])
    // Keras wrote this name at first and reads it to this day; up to 3.3 it reads no other.
    case .orthogonal(let gain): ("OrthogonalInitializer", ["seed": .null, "gain": .float(gain)])
    case .identity(let gain): ("Identity", ["gain": .float(gain)])
    case .unitForget(let bias): bias.kerasForm
    }
  }
}

extension JSONValue {
  /// A number with the shortest decimal form that reads back as the same `Float`.
  static func float(_ value: Float) -> JSONValue { .number(Double("\(value)") ?? Double(value)) }
}
