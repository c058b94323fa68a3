import Logging

/// What the routes of a server share.
struct Services: Sendable {
  let configuration: ServerConfiguration
  let extensions: ServerExtensions
  let store: ModelStore
  let queue: PredictionQueue
  let predictions: Predictions
  let explanations: SlowLane
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
    explanations = SlowLane(capacity: limits.queuedExplanations)
    bodies = BodyReader(limits: limits, metrics: metrics)
    drain = DrainSwitch()
    room = ConnectionRoom(
      capacity: min(limits.connections, OpenFiles.connections), metrics: metrics, logger: logger)
  }
}
