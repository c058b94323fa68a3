import Foundation
import UnrollTensor

/// A file of events that TensorBoard reads, also while it grows.
///
/// Each event is a record: its length in eight bytes, the checksum of these, the event, and its
/// checksum. Scalars are tensors without axes, as version 2 of TensorFlow writes them.
final class EventFile {
  /// The numbers of the fields, as `event.proto`, `summary.proto` and `tensor.proto` give them.
  private enum Field {
    enum Event { static let (wallTime, step, fileVersion, summary) = (1, 2, 3, 5) }
    enum Summary { static let value = 1 }
    enum Value { static let (tag, tensor, metadata) = (1, 8, 9) }
    enum Metadata { static let pluginData = 1 }
    enum PluginData { static let (name, content) = (1, 2) }
    enum Tensor { static let (type, shape, floats, strings) = (1, 2, 5, 8) }
  }

  private let file: LogFile

  /// Starts a file of its own in a folder, which is made if it is missing.
  ///
  /// - Parameter folder: the folder.
  /// - Throws: `UnrollError` that names the folder or the file.
  init(in folder: String) throws {
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw UnrollError.system(
        "cannot make the folder", path: [folder], cause: error,
        hint: "check the permissions, or choose another folder")
    }
    file = try LogFile(Self.freeName(in: folder), O_EXCL)
    try write { $0.add(Field.Event.fileVersion, "brain.Event:2") }
  }

  private static func freeName(in folder: String) -> String {
    let seconds = Int(Date().timeIntervalSince1970)
    let process = ProcessInfo.processInfo.processIdentifier
    var number = 0
    while true {
      let path = "\(folder)/events.out.tfevents.\(seconds).unroll.\(process).\(number).v2"
      if !FileManager.default.fileExists(atPath: path) { return path }
      number += 1
    }
  }

  /// Writes numbers, one curve each.
  ///
  /// - Parameters:
  ///   - figures: the numbers under the names of their curves.
  ///   - step: their place on the curves.
  /// - Throws: `UnrollError` that names the file.
  func write(_ figures: [(tag: String, value: Double)], step: Int) throws {
    for (tag, value) in figures {
      try write(tag: tag, step: step, plugin: "scalars", content: "") { tensor in
        tensor.add(Field.Tensor.type, 1)
        tensor.add(Field.Tensor.shape) { _ in }
        tensor.add(Field.Tensor.floats, Float(value).bitPattern.littleEndianBytes)
      }
    }
  }

  /// Writes the description of a model, from which TensorBoard draws a graph.
  ///
  /// - Parameter json: what Keras's `to_json()` gives.
  /// - Throws: `UnrollError` that names the file.
  func write(model json: String) throws {
    try write(tag: "keras", step: 0, plugin: "graph_keras_model", content: "1") {
      tensor in
      tensor.add(Field.Tensor.type, 7)
      tensor.add(Field.Tensor.shape) { _ in }
      tensor.add(Field.Tensor.strings, json)
    }
  }

  private func write(
    tag: String, step: Int, plugin: String, content: String,
    tensor: (inout ProtobufMessage) -> Void
  ) throws {
    try write { event in
      event.add(Field.Event.step, step)
      event.add(Field.Event.summary) { summary in
        summary.add(Field.Summary.value) { value in
          value.add(Field.Value.tag, tag)
          value.add(Field.Value.tensor, tensor)
          value.add(Field.Value.metadata) { metadata in
            metadata.add(Field.Metadata.pluginData) { data in
              data.add(Field.PluginData.name, plugin)
              if !content.isEmpty { data.add(Field.PluginData.content, content) }
            }
          }
        }
      }
    }
  }

  /// Writes one record.
  private func write(_ fill: (inout ProtobufMessage) -> Void) throws {
    var event = ProtobufMessage()
    event.add(Field.Event.wallTime, Date().timeIntervalSince1970)
    fill(&event)
    let length = UInt64(event.bytes.count).littleEndianBytes
    try file.write(
      length + CyclicChecksum.masked(length).littleEndianBytes + event.bytes
        + CyclicChecksum.masked(event.bytes).littleEndianBytes)
  }
}
