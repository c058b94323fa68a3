import Foundation
import Testing
import UnrollNN
import UnrollTensor
import _UnrollTestSupport

/// The rules of Keras's initialisers, each held against Keras's own numbers when it was written.
@Suite("Initializers follow Keras's rules")
struct InitializerTests {
  struct Case: Decodable, Sendable, CustomStringConvertible {
    let initializer: JSONValue
    let shape: [Int]
    let distribution: String
    let limit: Double?
    let deviation: Double

    var description: String { "\(initializer["class_name"]?.string ?? "?") \(shape)" }
  }

  static let cases: [Case] =
    (try? Fixture(named: "initializers").fact([Case].self, "cases")) ?? []

  @Test("numbers have the limits and the deviation of Keras's", arguments: cases)
  func rules(_ example: Case) throws {
    let initializer = try example.initializer.decode(Initializer.self)
    let values = initializer.fresh(Shape(example.shape)).map(Double.init)
    let mean = values.reduce(0, +) / Double(values.count)
    let square = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
    let largest = values.lazy.map(abs).max() ?? 0
    #expect(abs(square.squareRoot() - example.deviation) <= 0.03 * example.deviation + 1e-6)
    if let limit = example.limit {
      #expect(largest <= limit * (1 + 1e-6))
      if example.distribution == "uniform" { #expect(largest > 0.99 * limit) }
    }
    if example.distribution == "normal" { #expect(largest > 2.5 * example.deviation) }
  }

  @Test("there are cases of every distribution")
  func coverage() {
    let distributions = Set(Self.cases.map(\.distribution))
    #expect(
      distributions
        == ["uniform", "truncated_normal", "normal", "orthogonal", "constant"])
  }

  @Test(
    "names, aliases and objects of Keras 2 and 3 are read",
    arguments: [
      (#""zero""#, Initializer.zeros), (#""one""#, .ones), (#""uniform""#, .randomUniform()),
      (#""normal""#, .randomNormal()), (#""IdentityInitializer""#, .identity()),
      (#""he_normal""#, .heNormal), (#""HeNormal""#, .heNormal),
      (#""truncated_normal""#, .truncatedNormal()), (#""variance_scaling""#, .varianceScaling()),
      (
        #"{"class_name": "Orthogonal", "config": {"gain": 2, "seed": 3}}"#,
        .seeded(.orthogonal(gain: 2), seed: .integer(3))
      ),
      (
        #"{"class_name": "VarianceScaling", "config": {"scale": 2, "distribution": "normal"}}"#,
        .varianceScaling(.init(scale: 2))
      ),
      (
        #"{"class_name": "VarianceScaling", "config": {"mode": "fan_avg", "distribution":"#
          + #" "untruncated_normal", "input_axes": null}}"#,
        .varianceScaling(.init(mode: .average, distribution: .normal))
      ),
    ])
  func names(_ text: String, _ expected: Initializer) throws {
    let read = try JSONValue(parsing: .init(text.utf8)).decode(Initializer.self)
    #expect(read == expected)
    #expect(try JSONValue(encoding: read).decode(Initializer.self) == read)
  }

  @Test("the axes of a scaled variance are those it is told")
  func axes() throws {
    let text = #"""
      {"class_name": "VarianceScaling",
       "config": {"distribution": "uniform", "input_axes": [0], "output_axes": [1, 2]}}
      """#
    let read = try JSONValue(parsing: .init(text.utf8)).decode(Initializer.self)
    let largest = read.fresh([3, 40, 50]).map(abs).max() ?? 0
    #expect(largest <= 1 && largest > 0.98)
    #expect(try JSONValue(encoding: read).decode(Initializer.self) == read)
  }

  @Test("what is not supported is refused by name", arguments: ["STFT", "my_start"])
  func refusals(_ name: String) throws {
    let error = try #require(throws: UnrollError.self) {
      _ = try JSONValue.string(name).decode(Initializer.self)
    }
    #expect(error.code == .unsupported)
    #expect(error.found == name)
  }

  @Test("the identity is one on the diagonal")
  func identity() {
    #expect(Initializer.identity(gain: 2).fresh([2, 3]) == [2, 0, 0, 0, 2, 0])
  }
}

extension Initializer {
  fileprivate func fresh(_ shape: Shape) -> [Float] {
    var random = RandomSource(seed: 5)
    return values(shape, &random)
  }
}
