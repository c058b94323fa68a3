import Foundation
import Testing
import UnrollNN
import UnrollTensor

@testable import UnrollKeras

@Suite("Descriptions of models that unfold, or go in circles")
struct GraphBombTests {
  /// A graph of one input and of layers with their calls, in Keras 2's form.
  private static func graph(
    _ name: String, _ layers: [JSONValue], output: (String, Int)
  ) -> JSONValue {
    let input: JSONValue = [
      "class_name": "InputLayer", "name": "in", "inbound_nodes": [],
      "config": ["name": "in", "batch_input_shape": [nil, 2]],
    ]
    return [
      "class_name": "Model", "name": .string(name),
      "config": [
        "name": .string(name), "layers": .array([input] + layers),
        "input_layers": [["in", 0, 0]],
        "output_layers": [[.string(output.0), .integer(output.1), 0]],
      ],
    ]
  }

  private static func called(_ layer: JSONValue, _ calls: [[JSONValue]]) -> JSONValue {
    var layer = layer
    layer["inbound_nodes"] = .array(calls.map { .array([.array($0)]) })
    return layer
  }

  private static func dense(_ name: String, _ calls: [[JSONValue]]) -> JSONValue {
    called(
      [
        "class_name": "Dense", "name": .string(name),
        "config": ["name": .string(name), "units": 2],
      ], calls)
  }

  /// Calls of one layer on its own outputs, one after another.
  private static func chain(_ name: String, _ count: Int) -> [[JSONValue]] {
    (0..<count).map { $0 == 0 ? ["in", 0, 0, [:]] : [.string(name), .integer($0 - 1), 0, [:]] }
  }

  private func read(_ description: JSONValue) throws -> Architecture {
    var reader = ArchitectureReader(customLayers: [])
    return try reader.architecture(description)
  }

  private func refusal(_ description: JSONValue) -> UnrollError? {
    do {
      _ = try read(description)
      return nil
    } catch {
      return error as? UnrollError
    }
  }

  @Test("models inside models that call each other many times are refused before they unfold")
  func nested() {
    var inner = Self.graph("m0", [Self.dense("d", [["in", 0, 0, [:]]])], output: ("d", 0))
    for level in 1...8 {
      let name = "m\(level - 1)"
      // Thirty calls of thirty calls, eight levels deep: more than 10¹¹ layers in 30 kB of text.
      inner = Self.graph(
        "m\(level)", [Self.called(inner, Self.chain(name, 30))], output: (name, 29))
    }
    let error = refusal(inner)
    #expect(error?.code == .limitExceeded)
    #expect(error?.message == "the model calls its layers too often")
  }

  @Test("a graph that lists its layers last first is put in order in good time")
  func reversed() throws {
    let count = 500
    let layers = (0..<count).map { index in
      let source: JSONValue = index == 0 ? "in" : .string("d\(index - 1)")
      return Self.dense("d\(index)", [[source, 0, 0, [:]]])
    }
    let start = ContinuousClock.now
    let architecture = try read(
      Self.graph("m", layers.reversed(), output: ("d\(count - 1)", 0)))
    #expect(architecture.elements.count == count + 1)
    #expect(ContinuousClock.now - start < .seconds(20))
  }

  @Test("calls that are many, but not too many, are planned in good time")
  func manyCalls() throws {
    let layers = (0..<3).map { index in
      Self.dense("d\(index)", Self.chain("d\(index)", 1000))
    }
    let start = ContinuousClock.now
    _ = try read(Self.graph("m", layers, output: ("d0", 999)))
    #expect(ContinuousClock.now - start < .seconds(20))
  }

  @Test("too many inputs are refused as too many layers are")
  func manyInputs() {
    var description = Self.graph("m", [Self.dense("d", [["in", 0, 0, [:]]])], output: ("d", 0))
    let inputs = (0..<600).map { index -> JSONValue in
      [
        "class_name": "InputLayer", "name": .string("i\(index)"), "inbound_nodes": [],
        "config": ["name": .string("i\(index)"), "batch_input_shape": [nil, 2]],
      ]
    }
    var config = description["config"] ?? .null
    config["layers"] = .array((config["layers"]?.array ?? []) + inputs)
    config["input_layers"] = .array(
      [["in", 0, 0]] + (0..<600).map { [.string("i\($0)"), 0, 0] })
    description["config"] = config
    #expect(refusal(description)?.code == .limitExceeded)
  }

  @Test("calls that wait for each other are refused")
  func circle() {
    let layers = [
      Self.dense("a", [["b", 0, 0, [:]]]), Self.dense("b", [["a", 0, 0, [:]]]),
    ]
    #expect(refusal(Self.graph("m", layers, output: ("a", 0)))?.code == .invalidConfiguration)
  }

  @Test("numbers of calls at the ends of what an integer holds are refused")
  func callNumbers() {
    let inner = Self.graph("inner", [Self.dense("d", [["in", 0, 0, [:]]])], output: ("d", 0))
    for (first, second) in [(Int.min, Int.max), (Int.max, Int.min), (Int.min, 0)] {
      let calls: [[JSONValue]] = [["in", .integer(first), 0, [:]], ["in", 0, 0, [:]]]
      let outer = Self.graph("outer", [Self.called(inner, calls)], output: ("inner", second))
      #expect(refusal((try? Dialect.modern(outer)) ?? .null) != nil)
    }
  }
}
