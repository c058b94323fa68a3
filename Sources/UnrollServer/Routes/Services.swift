import Logging

/// What the routes of a server share.
struct Services: Sendable {
  let configuration: ServerConfiguration
  let extensions: ServerExtensions
  let store: ModelStore
  let queue: PredictionQueue
  let predictions: Predictions
  let explanations: SlowLane
  private let largeBodies: SlowLane
  let documents = DocumentCache()
  let metrics: ServerMetrics
  let bodies: BodyReader
  let drain: DrainSwitch
  let room: ConnectionRoom
  let logger: Logger

  init(
    configuration: ServerConfiguration, extensions: ServerExtensions, store: ModelStore,
    logger: Logger
  ) {
    let limits = configuration.limits
    self.configuration = configuration
    self.extensions = extensions
    self.store = store
    self.logger = logger
    metrics = ServerMetrics()
    queue = PredictionQueue(capacity: limits.queuedSamples, batchSize: configuration.batchSize)
    predictions = Predictions(queue: queue, metrics: metrics, configuration: configuration)
    explanations = SlowLane("explanations", capacity: limits.queuedExplanations)
    largeBodies = SlowLane("large bodies", capacity: limits.connections)
    bodies = BodyReader(limits: limits, metrics: metrics)
    drain = DrainSwitch()
    room = ConnectionRoom(
      capacity: min(limits.connections, OpenFiles.connections), metrics: metrics, logger: logger)
  }

  /// Reads a body; large ones one after the other, so that they do not keep all threads from those
  /// that read small ones.
  ///
  /// - Throws: what `read` throws.
  func reading<Value: Sendable>(
    _ body: [UInt8], _ read: @escaping @Sendable ([UInt8]) throws -> Value
  ) async throws -> Value {
    guard body.count > 1 << 20 else { return try read(body) }
    return try await largeBodies.run { try read(body) }
  }
}
