import Foundation
import Testing
import UnrollNN
import UnrollTensor
import _UnrollTestSupport

@Suite("Activation functions")
struct ActivationFunctionTests {
  @Test("every function has a kernel of its own")
  func kernels() {
    let kernels = Set(ActivationFunction.allCases.map(\.kernel))
    #expect(kernels == Set(ActivationKernel.allCases))
    #expect(kernels.count == ActivationFunction.allCases.count)
  }

  @Test("every function has a golden file with its outputs and gradients")
  func goldens() {
    let names = Set(Fixture.names(startingWith: "layer_dense_"))
    for function in ActivationFunction.allCases where !function.isNameless {
      #expect(names.contains("layer_dense_\(function.rawValue)"), "\(function)")
    }
  }

  @Test(
    "names, aliases, objects and null are read",
    arguments: [
      (#""swish""#, ActivationFunction.silu), (#""hard_swish""#, .hardSilu), ("null", .linear),
      (#""log_softmax""#, .logSoftmax),
      (
        #"""
        {"module": "builtins", "class_name": "function", "config": "gelu",
         "registered_name": "function"}
        """#, .gelu
      ),
    ])
  func names(_ text: String, _ expected: ActivationFunction) throws {
    let options = try JSONValue(parsing: Data(#"{"units": 2, "activation": \#(text)}"#.utf8))
    let layer = try LayerRegistry.builtin.layer("Dense", options)
    #expect((layer as? Dense)?.configuration.activation == expected)
  }

  @Test(
    "what cannot be applied is refused with the reason",
    arguments: [
      ("glu", "halves an axis"), ("threshold", "two numbers"), ("my_function", "known are celu"),
    ])
  func refusals(_ name: String, _ reason: String) throws {
    let options = JSONValue.object(["units": .integer(2), "activation": .string(name)])
    let error = try #require(throws: UnrollError.self) {
      _ = try LayerRegistry.builtin.layer("Dense", options)
    }
    #expect(error.code == .unsupported)
    #expect(error.found == name)
    #expect("\(error)".contains(reason), "\(error)")
  }

  @Test("Keras 2's hard_sigmoid is Keras 3's of 1.2 x")
  func legacyHardSigmoid() throws {
    let x: [Float] = [-9, -2.6, -2.4, -1, 0, 0.3, 2.4, 2.6, 9]
    func outputs(_ function: ActivationFunction, _ scale: Float) throws -> [Float] {
      let model = try Model(input: .vector(9)) { Activation(function) }
      return try model.predict(Tensor(shape: [1, 9], scalars: x.map { $0 * scale })).scalars
    }
    let found = try outputs(.legacyHardSigmoid, 1)
    for (index, expected) in try outputs(.hardSigmoid, 1.2).enumerated() {
      #expect(abs(found[index] - expected) < 2e-7)
      #expect(abs(found[index] - min(max(0.2 * x[index] + 0.5, 0), 1)) < 2e-7)
    }
  }
}

extension ActivationFunction {
  /// Functions that Keras 3 cannot name have no golden files.
  fileprivate var isNameless: Bool { self == .legacyHardSigmoid || self == .approximateGelu }
}
