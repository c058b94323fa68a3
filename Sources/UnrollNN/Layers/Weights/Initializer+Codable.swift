import UnrollTensor

extension Initializer: Codable {
  /// Reads Keras's object form `{"class_name", "config"}`, or a name such as `glorot_uniform`.
  ///
  /// - Throws: `UnrollError` for an initialiser that is not known.
  public init(from decoder: any Decoder) throws {
    let object = try KerasObject(from: decoder)
    if let initializer = try Self.simple(object) ?? Self.scaled(object) {
      self = object.seed.map { .seeded(initializer, seed: $0) } ?? initializer
      return
    }
    throw UnrollError(
      .unsupported, "the initializer is not known", found: object.name,
      hint: "a model with weights does not need it: replace it by GlorotUniform in the file")
  }

  private static func simple(_ object: KerasObject) throws -> Initializer? {
    switch object.key {
    case "zeros", "zero": .zeros
    case "ones", "one": .ones
    case "constant": .constant(try object.number("value", 0))
    case "randomuniform", "uniform":
      .randomUniform(
        minimum: try object.number("minval", -0.05), maximum: try object.number("maxval", 0.05))
    case "randomnormal", "normal":
      .randomNormal(
        mean: try object.number("mean", 0), standardDeviation: try object.number("stddev", 0.05))
    case "truncatednormal":
      .truncatedNormal(
        mean: try object.number("mean", 0), standardDeviation: try object.number("stddev", 0.05))
    case "orthogonal", "orthogonalinitializer": .orthogonal(gain: try object.number("gain", 1))
    case "identity", "identityinitializer": .identity(gain: try object.number("gain", 1))
    default: nil
    }
  }

  private static func scaled(_ object: KerasObject) throws -> Initializer? {
    switch object.key {
    case "glorotuniform": .glorotUniform
    case "glorotnormal": .glorotNormal
    case "heuniform": .heUniform
    case "henormal": .heNormal
    case "lecununiform": .lecunUniform
    case "lecunnormal": .lecunNormal
    case "variancescaling": .varianceScaling(try VarianceScaling(object))
    default: nil
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
    case .varianceScaling(let scaling): ("VarianceScaling", scaling.kerasForm)
    case .unitForget(let bias): bias.kerasForm
    case .seeded(let initializer, let seed): initializer.kerasForm(seed: seed)
    }
  }
  private func kerasForm(seed: JSONValue) -> (String, [String: JSONValue]) {
    var (name, config) = kerasForm
    if config["seed"] != nil { config["seed"] = seed }
    return (name, config)
  }
}
