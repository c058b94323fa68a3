import ArgumentParser
import UnrollServer

/// How long the server waits for its clients.
struct ServerTimeOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "How long the head of a request may take from its first byte.", valueName: "seconds"))
  var headTime = 10.0

  @Option(
    help: ArgumentHelp("How long a body may take after its head.", valueName: "seconds"))
  var bodyTime = 30.0

  @Option(
    help: ArgumentHelp("How long a client may take to read an answer.", valueName: "seconds"))
  var answerTime = 30.0

  @Option(
    help: ArgumentHelp("How long a connection may be idle.", valueName: "seconds"))
  var idleTime = 75.0

  func validate() throws {
    let times = [
      ("--head-time", headTime), ("--body-time", bodyTime), ("--answer-time", answerTime),
      ("--idle-time", idleTime),
    ]
    for (name, value) in times where !(0.1...86_400).contains(value) {
      throw ValidationError("\(name) must be 0.1 to 86400 seconds, not \(value).")
    }
  }

  /// Sets the times.
  func set(_ limits: inout ServerLimits) {
    limits.headTime = .milliseconds(Int(headTime * 1000))
    limits.bodyTime = .milliseconds(Int(bodyTime * 1000))
    limits.answerTime = .milliseconds(Int(answerTime * 1000))
    limits.idleTime = .milliseconds(Int(idleTime * 1000))
  }
}
