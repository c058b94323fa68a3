import ServiceLifecycle

/// Starts the workers with the server, and ends them after it.
struct WorkerService: Service {
  let workers: PredictionWorkers
  let queue: PredictionQueue

  /// Runs until the server, which is asked first, has answered everything.
  func run() async throws {
    workers.start()
    try? await gracefulShutdown()
    queue.close()
  }
}
