import Foundation
import Logging

/// Writes what the server tells to standard error, a line each.
struct ServerLog: LogHandler {
  var logLevel: Logger.Level
  var metadata: Logger.Metadata = [:]

  init(level: Logger.Level) { logLevel = level }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    let time = Date.now.formatted(.iso8601)
    // One line an event: what clients send must not look like lines of ours.
    let text = String(
      String.UnicodeScalarView(
        event.message.description.unicodeScalars.map { $0.value < 0x20 ? " " : $0 }))
    Console.report("\(time) \(event.level): \(text)")
  }
}
