import Foundation
import Testing
import UnrollNN
import UnrollTensor
import _UnrollTestSupport

@Suite("Regularizers and constraints")
struct WeightRuleTests {
  @Test(
    "Keras's names and objects are read alike",
    arguments: [
      (#""l1""#, Regularizer.l1(0.01)), (#""L2""#, .l2(0.01)), (#""l1l2""#, .l1l2()),
      (#""orthogonal_regularizer""#, .orthogonal()),
      (#"{"class_name": "L1", "config": {"l1": 0.5}}"#, .l1(0.5)),
      (#"{"class_name": "L1", "config": {"l1": null}}"#, .l1(0.01)),
      (#"{"class_name": "L1L2", "config": {"l1": 0.25, "l2": 2}}"#, .l1l2(l1: 0.25, l2: 2)),
      (
        #"{"class_name": "OrthogonalRegularizer", "config": {"factor": 1, "mode": "columns"}}"#,
        .orthogonal(factor: 1, mode: .columns)
      ),
    ])
  func regularizers(_ text: String, _ expected: Regularizer) throws {
    let read = try dense(#""kernel_regularizer": \#(text)"#)
    #expect(read.kernelRegularizer == expected)
    let again = try JSONValue(encoding: read).decode(Dense.Configuration.self)
    #expect(again == read)
  }

  @Test(
    "constraints are read from names and objects of Keras 2 and 3",
    arguments: [
      (#""max_norm""#, Constraint.maxNorm()), (#""nonneg""#, .nonNegative),
      (#""UnitNorm""#, .unitNorm()), (#""min_max_norm""#, .minMaxNorm()),
      (
        #"{"class_name": "MaxNorm", "config": {"max_value": 3, "axis": [0, 1]}}"#,
        .maxNorm(3, axes: [0, 1])
      ),
      (
        #"{"class_name": "MinMaxNorm", "config": {"min_value": 0.5, "rate": 0.25, "axis": 1}}"#,
        .minMaxNorm(minimum: 0.5, maximum: 1, rate: 0.25, axes: [1])
      ),
    ])
  func constraints(_ text: String, _ expected: Constraint) throws {
    let read = try dense(#""kernel_constraint": \#(text)"#)
    #expect(read.kernelConstraint == expected)
    let again = try JSONValue(encoding: read).decode(Dense.Configuration.self)
    #expect(again == read)
  }

  @Test(
    "what is not supported is refused by name",
    arguments: [
      (#""kernel_constraint": {"class_name": "RadialConstraint", "config": {}}"#, "Radial"),
      (#""kernel_regularizer": "l3""#, "l3"),
      (
        #""kernel_regularizer": {"class_name": "L2", "config": {}, "registered_name": "my>L2"}"#,
        "my>L2"
      ),
      (#""activity_regularizer": "l2""#, "activity_regularizer"),
      (#""recurrent_regularizer": "l2""#, "recurrent_regularizer"),
    ])
  func refusals(_ option: String, _ named: String) throws {
    let error = try #require(throws: UnrollError.self) { _ = try dense(option) }
    #expect(error.code == .unsupported)
    #expect("\(error)".contains(named), "\(error)")
  }

  @Test(
    "rules that do not fit the weight are refused with its path, before any training",
    arguments: [
      (#""bias_regularizer": "orthogonal_regularizer""#, ["dense", "bias", "regularizer"]),
      (
        #""kernel_regularizer": {"class_name": "L2", "config": {"l2": -1}}"#,
        ["dense", "kernel", "regularizer"]
      ),
      (
        #""bias_constraint": {"class_name": "UnitNorm", "config": {"axis": 1}}"#,
        ["dense", "bias", "constraint"]
      ),
      (#""bias_initializer": "orthogonal""#, ["dense", "bias", "initializer"]),
    ])
  func misfits(_ option: String, _ path: [String]) throws {
    let options = try dense(option)
    let error = try #require(throws: UnrollError.self) {
      _ = try Model(input: .vector(4)) { Dense(options) }
    }
    #expect(error.path == path, "\(error)")
  }

  @Test("an option of the wrong type is refused with its name")
  func wrongTypes() throws {
    let option = #""kernel_regularizer": {"class_name": "L2", "config": {"l2": "much"}}"#
    let error = try #require(throws: UnrollError.self) { _ = try dense(option) }
    #expect(error.code == .invalidConfiguration)
    #expect(error.path.last == "l2")
  }

  @Test("rules of wrapped layers reach the weights")
  func wrapped() throws {
    var options = LSTM.Configuration(units: 2)
    options.recurrentRegularizer = .l2(0.5)
    options.biasConstraint = .nonNegative
    let model = try Model(input: .features(time: 4, size: 3)) { Bidirectional(LSTM(options)) }
    let rules = model.parameters.parameters.map { ($0.name, $0.regularizer, $0.constraint) }
    for (name, regularizer, constraint) in rules {
      #expect(regularizer == (name == "recurrent_kernel" ? .l2(0.5) : nil))
      #expect(constraint == (name == "bias" ? .nonNegative : nil))
    }
  }

  private func dense(_ option: String) throws -> Dense.Configuration {
    let options = try JSONValue(parsing: .init(#"{"units": 3, \#(option)}"#.utf8))
    let layer = try LayerRegistry.builtin.layer("Dense", options)
    return try #require(layer as? Dense).configuration
  }
}
