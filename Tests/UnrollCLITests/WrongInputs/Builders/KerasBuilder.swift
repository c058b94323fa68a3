import Foundation
import Unroll
import UnrollArchive

/// Descriptions of models as Keras writes them, with one thing wrong.
enum Described {
  /// A layer.
  static func layer(_ className: String, _ options: String = "") -> String {
    let name = #""name": "\#(className.lowercased())""#
    let config = options.isEmpty ? name : "\(name), \(options)"
    return #"{"module": "keras.layers", "class_name": "\#(className)", "config": {\#(config)}}"#
  }

  /// A chain of layers on inputs of a shape.
  static func chain(_ layers: [String], shape: String = "[null, 6, 3]") -> String {
    let input = #"{"class_name": "InputLayer", "config": {"name": "in", "batch_shape": \#(shape)}}"#
    return """
      {"class_name": "Sequential", "config": {"name": "chain", \
      "layers": [\(([input] + layers).joined(separator: ", "))]}}
      """
  }

  /// A graph: an input `in`, then layers with the names of what they read.
  static func graph(
    _ layers: [(name: String, layer: String, reads: [String])], output: String,
    inputs: String = #"[["in", 0, 0]]"#
  ) -> String {
    let calls = layers.map { name, layer, reads in
      let tensors = reads.map {
        #"{"class_name": "__keras_tensor__", "config": {"keras_history": ["\#($0)", 0, 0]}}"#
      }
      let list = tensors.count == 1 ? tensors[0] : "[\(tensors.joined(separator: ", "))]"
      return String(layer.dropLast())
        + #", "name": "\#(name)", "inbound_nodes": [{"args": [\#(list)], "kwargs": {}}]}"#
    }
    let input = """
      {"class_name": "InputLayer", "config": {"name": "in", "batch_shape": [null, 6, 3]}, \
      "name": "in", "inbound_nodes": []}
      """
    return """
      {"class_name": "Functional", "config": {"name": "graph", \
      "layers": [\(([input] + calls).joined(separator: ", "))], \
      "input_layers": \(inputs), "output_layers": \(output)}}
      """
  }
}

extension Bench {
  /// Writes a chain of layers to `m.json`.
  func chain(_ layers: String..., shape: String = "[null, 6, 3]") throws {
    try write(Described.chain(layers, shape: shape), to: "m.json")
  }

  /// Packs an archive of members, stored as Keras stores them.
  func pack(_ name: String, _ members: [(name: String, bytes: [UInt8])]) throws {
    try AtomicFile.write(to: self[name]) { file in
      var zip = ZipWriter(to: file)
      for member in members { try zip.add(name: member.name, data: member.bytes) }
      try zip.finish()
    }
  }

  /// Packs a good archive again as `m.keras`, with a member changed; nil leaves it out.
  func repack(
    _ archive: String, _ member: String, _ change: ([UInt8]) throws -> [UInt8]?
  ) throws {
    let zip = try ZipFile(path: self[archive])
    let members = try zip.members.compactMap { found -> (name: String, bytes: [UInt8])? in
      let bytes = try zip.read(found.name).toArray()
      guard found.name == member else { return (found.name, bytes) }
      return try change(bytes).map { (found.name, $0) }
    }
    try pack("m.keras", members)
  }

  /// Packs a good archive again as `m.keras`, with a text in a member replaced.
  func repack(_ archive: String, _ member: String, _ old: String, _ new: String) throws {
    try repack(archive, member) { bytes in
      Array(String(decoding: bytes, as: UTF8.self).replacing(old, with: new).utf8)
    }
  }
}

extension Bench {
  /// Packs the good compiled model as `m.keras`, with a part of its compile configuration replaced.
  func recompile(_ part: String, _ value: String) throws {
    try repack("net.keras", "config.json") { bytes in
      var description = try JSONValue(parsing: Data(bytes))
      var compile = description["compile_config"] ?? .object([:])
      compile[part] = try JSONValue(parsing: Data(value.utf8))
      description["compile_config"] = compile
      return Array(try description.data())
    }
  }
}
