import Testing
import UnrollKeras
import UnrollNN
import UnrollTensor

/// Every option of Keras's constructors is understood, changes nothing, or is refused by name.
@Suite("No option of a layer is passed over")
struct LayerOptionTests {
  struct Option: Sendable, CustomTestStringConvertible {
    let className, name: String
    let normal: JSONValue
    var testDescription: String { "\(className).\(name)" }
  }

  static let surface = try? KerasSurface.read()
  /// All layers, cells among them.
  static let classNames =
    LayerRegistry.builtin.classNames + LayerRegistry.builtin.cells.map { $0.className }
  static let options: [Option] = {
    guard let surface = LayerOptionTests.surface else { return [] }
    return LayerOptionTests.classNames.flatMap { className in
      (surface.layers[className] ?? [:]).sorted { $0.key < $1.key }.map {
        Option(className: className, name: $0.key, normal: $0.value)
      }
    }
  }()

  /// What cannot change a result, and why.
  static let harmless: [String: String] = [
    "name": "names the layer", "trainable": "is a fact of the entry",
    "dtype": "null stands for float32", "autocast": "there is one type of numbers",
    "seed": "random numbers are Unroll's own", "unroll": "is a matter of speed",
    "use_cudnn": "is a matter of speed", "synchronized": "there is one machine",
    "renorm_clipping": "belongs to renorm, which is refused",
    "renorm_momentum": "belongs to renorm, which is refused",
  ]

  @Test("there are options of every layer")
  func areThere() throws {
    let surface = try KerasSurface.read()
    for className in Self.classNames {
      #expect(surface.layers[className] != nil, "\(className) is no layer of Keras")
      #expect(surface.samples[className] != nil, "there is no sample of \(className)")
    }
  }

  @Test("the layer as Keras describes it is read without a note")
  func defaults() throws {
    let surface = try KerasSurface.read()
    for className in Self.classNames {
      let read = try LayerReading.read(surface.sample(className))
      #expect(read.notes.isEmpty, "\(className): \(read.notes)")
    }
  }

  @Test("another value is understood, or refused by name", arguments: options)
  func isHeeded(_ option: Option) throws {
    guard Self.harmless[option.name] == nil else { return }
    var form = try #require(Self.surface).sample(option.className)
    var config = form["config"] ?? .object([:])
    config[option.name] = other(config[option.name] ?? option.normal)
    form["config"] = config
    do {
      let read = try LayerReading.read(form)
      #expect(read.notes.isEmpty, "\(read.notes)")
      let written = try read.entry.kerasForm(name: nil)["config"]
      #expect(written?[option.name] ?? .null != .null, "the option is lost")
    } catch let error as UnrollError {
      let text = "\(error)"
      #expect(text.contains(option.name), "\(text)")
    }
  }

  /// A value that differs from another one.
  private func other(_ value: JSONValue) -> JSONValue {
    switch value {
    case .bool(let value): .bool(!value)
    case .integer(let value): .integer(value + 1)
    case .number(let value): .number(value / 2 + 0.25)
    case .array(let values): .array(values.map(other))
    case .string(let text): .string(text + "?")
    default: .integer(4)
    }
  }
}
