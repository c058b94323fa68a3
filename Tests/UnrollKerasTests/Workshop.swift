import Foundation
import Testing
import UnrollKeras
import UnrollNN
import UnrollTensor
import _UnrollTestSupport

/// A temporary folder in which a test makes files.
final class Workshop {
  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("unroll-keras-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// The path of a file in the folder.
  func path(_ name: String) -> String { folder.appending(path: name).path }

  /// Writes a file and returns its path.
  @discardableResult
  func write(_ name: String, _ bytes: [UInt8]) throws -> String {
    try Data(bytes).write(to: folder.appending(path: name))
    return path(name)
  }

  @discardableResult
  func write(_ name: String, text: String) throws -> String { try write(name, Array(text.utf8)) }

  func read(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: folder.appending(path: name)))
  }
}

/// A model that Keras saved, with what Keras computed.
struct Exchange: CustomTestStringConvertible {
  static let names = [
    "lstm_pooling", "bidirectional_gru", "embedding_stack", "long_names", "no_input_layer", "graph",
    "masked_graph",
    "loss_not_supported",
  ]

  let name: String
  let fixture: Fixture

  init(_ name: String) throws {
    self.name = name
    fixture = try Fixture(named: "exchange/\(name)")
  }

  var testDescription: String { name }

  /// The path of the file with an ending.
  func path(_ ending: String) -> String { Exchange.path(name + ending) }

  static func path(_ name: String) -> String {
    Fixture.folder.appending(path: "exchange/\(name)").path
  }

  static func bytes(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(filePath: path(name))))
  }

  static func text(_ name: String) throws -> String {
    String(decoding: try bytes(name), as: UTF8.self)
  }

  func input() throws -> Tensor<Float> {
    guard let ids = fixture.integers["x"] else { return try fixture.tensor("x") }
    return Tensor(shape: ids.shape, scalars: ids.scalars.map { Float($0) })
  }

  /// Checks weights bit by bit, and predictions.
  func check(_ model: Model) throws {
    #expect(model.parameters.values.map(\.bits) == fixture.numbered("w").map(\.bits))
    let output = try model.predict(input())
    let expected = try fixture.tensor("y")
    #expect(deviation(output, expected, beyond: .relative(1e-5, absolute: 1e-6)) == nil)
  }
}

extension Tensor where Scalar == Float {
  /// Shape and bits, which tell −0 from 0 and compare NaN.
  var bits: [UInt32] { shape.dimensions.map(UInt32.init) + scalars.map(\.bitPattern) }
}

/// The error that `body` throws, as the reader sees it.
func failure(_ body: () throws -> Void) -> UnrollError? {
  do {
    try body()
    Issue.record("nothing was thrown")
    return nil
  } catch let error as UnrollError {
    return error
  } catch {
    Issue.record("thrown was no UnrollError but \(error)")
    return nil
  }
}

extension JSONValue {
  /// The document after `change` was applied to every object in it, the innermost first.
  func rewritten(_ change: ([String: JSONValue]) -> [String: JSONValue]) -> JSONValue {
    switch self {
    case .array(let elements): .array(elements.map { $0.rewritten(change) })
    case .object(let members): .object(change(members.mapValues { $0.rewritten(change) }))
    default: self
    }
  }

  /// The description of a model with options of one class changed or added.
  func changing(
    _ className: String, _ options: [String: JSONValue], shared: JSONValue? = nil
  ) -> JSONValue {
    rewritten { members in
      guard members["class_name"] == .string(className), let config = members["config"] else {
        return members
      }
      var members = members
      members["config"] = config.merging(.object(options))
      members["shared_object_id"] = shared
      return members
    }
  }

  /// The text of the document.
  var text: String {
    get throws { String(decoding: try data(), as: UTF8.self) }
  }
}
