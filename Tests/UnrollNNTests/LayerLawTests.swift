import Foundation
import Testing
import UnrollNN
import UnrollTensor
import _UnrollTestSupport

/// What every layer must keep, whatever it computes.
@Suite("All layers keep the laws of layers")
struct LayerLawTests {
  @Test("every layer in the sources is registered and has a sample")
  func isRegistered() throws {
    let folder = Fixture.folder.deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Sources/UnrollNN/Layers")
    let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
    var declared: Set<String> = []
    for case let file as URL in files ?? .init() where file.pathExtension == "swift" {
      let text = try String(contentsOf: file, encoding: .utf8)
      for match in text.matches(of: /public static let (?:className|layerClassName) = "(\w+)"/) {
        declared.insert(String(match.1))
      }
    }
    #expect(!declared.isEmpty)
    let registry = LayerRegistry.builtin
    let cells = Set(registry.cells.map { $0.className })
    #expect(Set(registry.classNames).union(cells) == declared)
    #expect(
      Set(LayerSamples.all.map { type(of: $0.layer).className }) == declared.subtracting(cells))
  }

  @Test("options survive a round trip through JSON", arguments: LayerSamples.all)
  func optionsSurvive(_ sample: LayerSamples.Sample) throws {
    // Keras's SpatialDropout1D alone cannot be frozen, nor has it anything to train.
    let isTrainable = sample.layer is SpatialDropout1D
    let entry = LayerEntry(sample.layer, name: "some_name", isTrainable: isTrainable)
    let text = try JSONValue(encoding: entry).data()
    let back = try LayerEntry(JSONValue(parsing: text), registry: .builtin)
    #expect(back == entry)
  }

  @Test("gradients agree with central differences", arguments: LayerSamples.all)
  func gradientsAgree(_ sample: LayerSamples.Sample) throws {
    let model = try sample.model()
    let input = sample.batch()
    let output = try model.differentiate(input, cotangent: nil).output
    var random = RandomSource(seed: 9)
    let cotangent = Tensor(
      shape: output.shape, scalars: (0..<output.shape.count).map { _ in Float(random.normal()) })
    let found = try model.differentiate(input, cotangent: cotangent)
    let check = GradientCheck(model: model, cotangent: cotangent)
    for (index, gradient) in found.weights.enumerated() {
      try check.weights(index, agreeWith: gradient, input)
    }
    if case .dense(let numbers) = input, let gradient = found.input, !sample.isMasked {
      try check.input(numbers, agreesWith: gradient)
    }
  }

  @Test("a row's result does not depend on the batch it sits in", arguments: LayerSamples.all)
  func rowsAreIndependent(_ sample: LayerSamples.Sample) throws {
    let model = try sample.model()
    let numbers: Tensor<Float> =
      switch sample.batch() {
      case .dense(let numbers): numbers
      case .tokens(let ids), .rows(let ids, _):
        Tensor(shape: ids.shape, scalars: ids.scalars.map(Float.init))
      }
    let all = try model.predict(numbers)
    for row in 0..<numbers.shape[0] {
      let single = numbers.row(row)
      let alone = try model.predict(single.reshaped(numbers.shape.withFirst(1)))
      #expect(alone.scalars == all.row(row).scalars, "row \(row)")
    }
  }

  @Test("a training pass repeats itself to the bit", arguments: LayerSamples.all)
  func passesRepeat(_ sample: LayerSamples.Sample) throws {
    let model = try sample.model()
    let first = try model.differentiate(sample.batch(), cotangent: nil)
    let second = try model.differentiate(sample.batch(), cotangent: nil)
    #expect(first.output == second.output)
    #expect(first.weights == second.weights)
  }
}
