import Testing
import UnrollNN
import UnrollTensor
import _UnrollTestSupport

/// The model that a golden file describes, with the weights that it gives.
struct GoldenModel {
  let fixture: Fixture
  let model: Model

  /// Reads a golden file.
  ///
  /// - Throws: `UnrollError` of code `unsupported` for layers or options not built yet.
  ///
  /// - Parameters:
  ///   - name: the name of the golden file.
  ///   - dropsNothing: whether layers of noise are made to pass values through in training, too.
  init(_ name: String, dropsNothing: Bool = false) throws {
    fixture = try Fixture(named: name)
    let layers = try fixture.fact([JSONValue].self, "layers")
    let entries = try layers.filter { $0["class_name"]?.string != "InputLayer" }
      .map { try LayerEntry($0, registry: .builtin) }
      .map { dropsNothing && isNoise($0.layer) ? LayerEntry(Dropout(0), name: $0.name) : $0 }
    let isTokens = fixture.metadata["input"] == "ids"
    let batchShape = layers.first?["config"]?["batch_shape"]?.array ?? []
    let input = Input(dimensions: batchShape.dropFirst().map(\.integer), isTokens: isTokens)
    model = try Model(Sequential(input: input, entries: entries))
    try model.parameters.replaceAll(fixture.numbered("w"))
  }

  /// The input of a layer case.
  func input() throws -> BatchInput {
    fixture.metadata["input"] == "ids"
      ? .tokens(try fixture.integer("x")) : .dense(try fixture.tensor("x"))
  }
}

/// Whether a layer changes values at random while training.
private func isNoise(_ layer: any Layer) -> Bool {
  layer is Dropout || layer is SpatialDropout1D || layer is GaussianNoise
    || layer is GaussianDropout || layer is AlphaDropout
}

/// The names of the golden files that start with a prefix and that Unroll supports.
///
/// What is not supported must be refused by name when the model is made, never in silence.
func supportedFixtures(_ prefix: String) -> [String] {
  Fixture.names(startingWith: prefix).filter { name in
    do {
      _ = try GoldenModel(name)
      return true
    } catch let error as UnrollError where error.code == .unsupported {
      return false
    } catch {
      return true
    }
  }
}
