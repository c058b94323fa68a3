public import Hummingbird
public import Logging
import NIOCore
import ServiceLifecycle
import UnixSignals
public import Unroll
public import UnrollNN
import UnrollTensor

/// A server that answers over HTTP what models predict.
///
/// ```swift
/// let server = try ServerApplication(models: ["reviews": .text(pipeline)])
/// try await server.run()
/// ```
///
/// It speaks TensorFlow Serving's REST API and the Open Inference Protocol; see `docs/serving.md`.
public struct ServerApplication: Sendable {
  /// A model that is in memory already.
  public enum LoadedModel {
    /// A model that reads texts.
    case text(TextPipeline)
    /// A model that reads arrays.
    case arrays(Model)
  }

  /// How the server listens and what it accepts.
  public let configuration: ServerConfiguration
  private let services: Services
  private let keepers: [VersionKeeper]

  /// Serves models in memory.
  ///
  /// - Parameters:
  ///   - models: the models by their names in paths.
  ///   - configuration: how the server listens and what it accepts.
  ///   - extensions: explanations and a page.
  ///   - logger: where it tells what it does.
  /// - Throws: `UnrollError` if a model cannot be planned.
  public init(
    models: [String: LoadedModel], configuration: ServerConfiguration = ServerConfiguration(),
    extensions: ServerExtensions = ServerExtensions(), logger: Logger = Logger(label: "unroll")
  ) throws {
    let served = try models.map { name, model in
      switch model {
      case .text(let pipeline):
        try ServedModel(
          name: name, version: 1, pipeline: pipeline, explainer: extensions.explainer)
      case .arrays(let model): try ServedModel(name: name, version: 1, model: model)
      }
    }
    self.init(
      serving: served, configuration: configuration, extensions: extensions, logger: logger)
  }

  /// Serves what is ready already.
  package init(
    serving models: [ServedModel], configuration: ServerConfiguration = ServerConfiguration(),
    extensions: ServerExtensions = ServerExtensions(), logger: Logger
  ) {
    let versions = models.map { ($0.name, ModelVersions(states: [$0.version: .available($0)])) }
    self.configuration = configuration
    keepers = []
    services = Services(
      configuration: configuration, extensions: extensions,
      store: ModelStore(Dictionary(versions) { $1 }), logger: logger)
  }

  /// Serves model files, and folders of versions that are looked at while the server runs.
  ///
  /// - Parameters:
  ///   - sources: the files and folders.
  ///   - configuration: how the server listens and what it accepts.
  ///   - extensions: explanations and a page.
  ///   - logger: where it tells what it does.
  /// - Throws: `UnrollError` that names the file if a model cannot be loaded, or two have one name.
  public init(
    sources: [ModelSource], configuration: ServerConfiguration = ServerConfiguration(),
    extensions: ServerExtensions = ServerExtensions(), logger: Logger = Logger(label: "unroll")
  ) throws {
    let store = ModelStore()
    var keepers: [VersionKeeper] = []
    for source in sources {
      guard store.versions(source.name) == nil else {
        throw UnrollError(
          .invalidInput, "two models have the same name", path: [source.path],
          found: source.name, hint: "name one of them: NAME=PATH")
      }
      var keeper = VersionKeeper(
        source: source,
        loader: ModelLoader(
          explainer: extensions.explainer, selfCheck: configuration.selfCheck),
        kept: configuration.keptVersions, logger: logger)
      try keeper.start(store)
      keepers.append(keeper)
    }
    self.configuration = configuration
    self.keepers = keepers
    services = Services(
      configuration: configuration, extensions: extensions, store: store, logger: logger)
  }

  /// The models that are served, as `name (version)`.
  public var modelNames: [String] {
    services.store.newest.map { "\($0.name) (version \($0.version))" }
  }

  /// Serves until the process gets SIGTERM or SIGINT; what was accepted by then is answered.
  ///
  /// - Parameter onStart: called with the port once the server listens.
  /// - Throws: an error of the system if the address cannot be listened on.
  public func run(onStart: @escaping @Sendable (Int) async -> Void = { _ in }) async throws {
    var services: [any Service] = [application(onStart: onStart)]
    services.append(DrainService(drain: self.services.drain))
    var configuration = ServiceGroupConfiguration(
      services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: quietLogger)
    configuration.maximumGracefulShutdownDuration = self.configuration.limits.stopTime
    try await ServiceGroup(configuration: configuration).run()
  }

  /// The application of Hummingbird, for programs that run it themselves or test it.
  public func application(
    onStart: @escaping @Sendable (Int) async -> Void = { _ in }
  ) -> some ApplicationProtocol {
    let limits = configuration.limits
    tellOpenFiles()
    let watcher = VersionWatcher(
      keepers: keepers, store: services.store, interval: configuration.pollInterval)
    let workers = PredictionWorkers(
      count: configuration.workers, queue: services.queue, metrics: services.metrics)
    let metrics = services.metrics
    let spare = SpareMemory { metrics.activity }
    return Application(
      responder: ServerResponder(services: services),
      server: .http1(
        configuration: .init(
          additionalChannelHandlers: [
            RequestDeadlines(limits: limits, room: services.room)
          ],
          httpDecoderConfiguration: .init(
            maxHeaderFieldSize: limits.headBytes, maxHeaderListSize: limits.headBytes,
            maxHeaderFieldCount: 100))),
      configuration: ApplicationConfiguration(
        address: .hostname(configuration.host, port: configuration.port), serverName: "unroll",
        backlog: 1024,
        availableConnectionsDelegate: ConnectionGate(
          room: services.room, drain: services.drain)),
      services: [watcher, WorkerService(workers: workers, queue: services.queue), spare],
      onServerRunning: { await onStart($0.localAddress?.port ?? 0) }, logger: quietLogger)
  }

  /// Says so if the system lets the server have fewer connections than it was told.
  private func tellOpenFiles() {
    guard services.room.capacity < configuration.limits.connections else { return }
    services.logger.warning(
      """
      the system lets this program open too few files: at most \(services.room.capacity) \
      connections, not \(configuration.limits.connections) (ulimit -n)
      """)
  }

  /// For the libraries below, which tell much that only they understand.
  private var quietLogger: Logger {
    var logger = services.logger
    logger.logLevel = max(logger.logLevel, .error)
    return logger
  }
}
