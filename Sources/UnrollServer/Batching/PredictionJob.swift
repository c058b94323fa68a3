/// Some samples that wait for a worker, and what is to be done with the outcome.
struct PredictionJob: Sendable {
  let model: ServedModel
  let input: ModelInput
  let arrival: ContinuousClock.Instant
  /// Called once, on a thread of a worker.
  let completion: @Sendable (Result<[SampleArray], any Error>) -> Void

  /// Whether both can be predicted together.
  func fits(_ other: PredictionJob) -> Bool {
    model === other.model && model.mayBatch && input.fits(other.input)
  }
}
