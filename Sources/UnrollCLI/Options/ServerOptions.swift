import ArgumentParser
import Foundation
import UnrollServer
import UnrollTensor

/// How the server listens and what it accepts.
struct ServerOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The address to listen on.", valueName: "address"))
  var host = "127.0.0.1"

  @Option(help: ArgumentHelp("The port to listen on; 0 for any that is free.", valueName: "n"))
  var port = 8501

  @Option(
    help: ArgumentHelp(
      "A file with the token that requests must carry.", valueName: "file"), completion: .file())
  var tokenFile: String?

  @Option(
    help: ArgumentHelp(
      "How many versions of a folder are served side by side, the newest ones.", valueName: "n"))
  var versions = 1

  @Option(
    help: ArgumentHelp("How often folders are looked at.", valueName: "seconds"))
  var poll = 1.0

  @Option(
    help: ArgumentHelp(
      "The most samples that wait; beyond it requests get 503.", valueName: "n"))
  var maxQueue = 2048

  @Option(help: ArgumentHelp("The most bytes of a body, in MiB.", valueName: "n"))
  var maxBody = 16

  @Option(help: ArgumentHelp("The most samples of a request.", valueName: "n"))
  var maxInstances = 1024

  @Option(help: ArgumentHelp("The most characters of a text.", valueName: "n"))
  var maxText = 100_000

  @Option(
    help: ArgumentHelp(
      "The most steps of a sequence, where the model leaves it open.", valueName: "n"))
  var maxSteps = 4096

  @Option(
    help: ArgumentHelp(
      """
      The most connections. When all are taken, those that keep the server waiting are closed \
      for new ones.
      """, valueName: "n"))
  var maxConnections = 1024

  @OptionGroup var times: ServerTimeOptions
  @OptionGroup var selfCheck: SelfCheckOptions

  /// The variable of the environment that may hold the token.
  private static let tokenVariable = "UNROLL_TOKEN"

  /// Whether only this machine can reach the server.
  var isLoopback: Bool { host == "localhost" || host == "::1" || host.hasPrefix("127.") }

  func validate() throws {
    guard (0...65535).contains(port) else {
      throw ValidationError("--port must be 0 to 65535, not \(port).")
    }
    guard poll >= 0.05, poll <= 86_400 else {
      throw ValidationError("--poll must be 0.05 to 86400 seconds, not \(poll).")
    }
    let counts = [
      ("--versions", versions), ("--max-queue", maxQueue), ("--max-body", maxBody),
      ("--max-instances", maxInstances), ("--max-text", maxText), ("--max-steps", maxSteps),
      ("--max-connections", maxConnections),
    ]
    for (name, value) in counts where value < 1 || value > 1 << 24 {
      throw ValidationError("\(name) must be 1 to \(1 << 24), not \(value).")
    }
  }

  /// The configuration of the server.
  ///
  /// - Throws: `UnrollError` if the token cannot be read.
  func configuration(threads: Int) throws -> ServerConfiguration {
    var configuration = ServerConfiguration()
    (configuration.host, configuration.port) = (host, port)
    configuration.token = try token()
    configuration.workers = threads
    configuration.keptVersions = versions
    configuration.selfCheck = selfCheck.isWanted
    configuration.pollInterval = .milliseconds(Int(poll * 1000))
    configuration.version = UnrollCommand.configuration.version
    configuration.limits.queuedSamples = maxQueue
    configuration.limits.bodyBytes = maxBody << 20
    configuration.limits.heldBytes = max(configuration.limits.heldBytes, 4 * maxBody << 20)
    configuration.limits.instances = maxInstances
    configuration.limits.textLength = maxText
    configuration.limits.steps = maxSteps
    configuration.limits.connections = maxConnections
    times.set(&configuration.limits)
    return configuration
  }

  private func token() throws -> BearerToken? {
    if let tokenFile { return try BearerToken(contentsOf: tokenFile) }
    let environment = ProcessInfo.processInfo.environment
    guard let text = environment[Self.tokenVariable], !text.isEmpty else { return nil }
    return try locating(Self.tokenVariable) { try BearerToken(text) }
  }
}
