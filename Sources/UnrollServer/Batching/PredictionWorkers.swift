import Foundation
import Synchronization

/// Threads that predict: a fixed number, apart from those that serve connections.
final class PredictionWorkers: Sendable {
  private let queue: PredictionQueue
  private let metrics: ServerMetrics
  private let count: Int

  init(count: Int, queue: PredictionQueue, metrics: ServerMetrics) {
    (self.count, self.queue, self.metrics) = (max(count, 1), queue, metrics)
  }

  /// Starts the threads; they end when the queue is closed and empty.
  func start() {
    for number in 0..<count {
      let thread = Thread { [queue, metrics] in
        while let jobs = queue.next() { Self.run(jobs, metrics) }
      }
      thread.name = "unroll-predict-\(number)"
      thread.stackSize = 8 << 20
      thread.start()
    }
  }

  private static func run(_ jobs: [PredictionJob], _ metrics: ServerMetrics) {
    let start = ContinuousClock.now
    for job in jobs { metrics.waited(start - job.arrival) }
    var input = jobs[0].input
    for job in jobs.dropFirst() { input.append(job.input) }
    do {
      let outputs = try jobs[0].model.engine.predict(input)
      metrics.predicted(input.count, jobs[0].model, in: .now - start)
      answer(jobs, outputs)
    } catch {
      retry(jobs, error)
    }
  }

  private static func answer(_ jobs: [PredictionJob], _ outputs: [SampleArray]) {
    guard jobs.count > 1 else { return jobs[0].completion(.success(outputs)) }
    var row = 0
    for job in jobs {
      let rows = row..<(row + job.input.count)
      job.completion(.success(outputs.map { $0[rows] }))
      row = rows.upperBound
    }
  }

  /// One bad sample must not fail the requests that happened to be predicted together with it.
  private static func retry(_ jobs: [PredictionJob], _ error: any Error) {
    guard jobs.count > 1 else { return jobs[0].completion(.failure(error)) }
    for job in jobs {
      job.completion(Result { try job.model.engine.predict(job.input) })
    }
  }
}
