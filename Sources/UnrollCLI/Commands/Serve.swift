import ArgumentParser
import Logging
import UnrollServer
import UnrollTensor

/// `unroll serve`: models over HTTP.
struct Serve: UnrollSubcommand {
  static let configuration = CommandConfiguration(
    abstract: "Serves models over HTTP.",
    discussion: """
      MODEL is a .keras or .h5 file, or a folder of numbered versions (1/, 2/, …) with one such file \
      in each; NAME=MODEL gives it another name than that of the file or folder. Of a folder the \
      newest version is served, and a new one takes over as soon as it is there, without a request \
      being lost; one that cannot be loaded is reported, and the old one stays.

      The page at / explains, in pictures, what a text model read in a text.

      Clients of TensorFlow Serving (REST) and of the Open Inference Protocol (KServe, Triton) can \
      call it; /openapi.json describes it all, /metrics is for Prometheus. It listens to this \
      machine alone unless --host says otherwise. With --token-file, or a token in the environment \
      variable UNROLL_TOKEN, requests must carry it as "Authorization: Bearer TOKEN".

      SIGTERM and Ctrl-C stop it after all that was accepted is answered; its exit status is 0.

      Examples:
        unroll serve reviews.keras
        unroll serve sentiment=models/ weather.h5 --port 9000
        unroll serve reviews.keras --host 0.0.0.0 --token-file token.txt

        curl -d '{"instances": ["A dull film.", "What a delight!"]}' \\
          http://127.0.0.1:8501/v1/models/reviews:predict
      """)

  @Argument(
    help: ArgumentHelp(
      "A .keras or .h5 file, or a folder of versions; NAME=MODEL names it.", valueName: "model"),
    completion: .file(extensions: ["keras", "h5"]))
  var models: [String]

  @OptionGroup(title: "Server") var server: ServerOptions
  @OptionGroup var threads: ThreadOptions

  @Flag(name: .shortAndLong, help: "Say nothing but errors.")
  var quiet = false

  @Flag(
    name: [.long, .customShort("V")],
    help: "Write a line for each request, and all that is known where something fails.")
  var verbose = false

  var messages: MessageOptions {
    var messages = MessageOptions()
    (messages.quiet, messages.verbose) = (quiet, verbose)
    return messages
  }

  // The server ends in its own good order.
  var endingSignals: [Int32] { [] }

  func run() throws {
    let logger = Logger(label: "unroll") { _ in
      ServerLog(level: quiet ? .error : verbose ? .info : .notice)
    }
    let configuration = try server.configuration(threads: threads.count)
    SpareMemory.returnLargeBlocks()
    OpenFiles.allow(connections: configuration.limits.connections)
    let application = try ServerApplication(
      sources: models.map { try ModelSource($0) }, configuration: configuration,
      extensions: .insight(), logger: logger)
    let host = configuration.host
    if !server.isLoopback, configuration.token == nil {
      logger.warning("anybody who reaches \(host) may use this server: there is no token")
    }
    let names = application.modelNames.joined(separator: ", ")
    try Blocking.run {
      do {
        try await application.run { port in
          let place = host.contains(":") ? "[\(host)]" : host
          logger.notice("serving \(names) at http://\(place):\(port)")
        }
      } catch let error as UnrollError {
        throw error
      } catch {
        throw ListeningFault.describe(error, host: host, port: configuration.port)
      }
    }
    logger.notice("stopped; all requests were answered")
  }
}
