/// Some samples that wait for a worker, and what is to be done with the outcome.
package struct PredictionJob: Sendable {
  package let model: ServedModel
  package let input: ModelInput
  let arrival: ContinuousClock.Instant
  /// Called once, on a thread of a worker.
  let completion: @Sendable (Result<[SampleArray], any Error>) -> Void

  /// Describes samples that wait.
  package init(
    model: ServedModel, input: ModelInput, arrival: ContinuousClock.Instant,
    completion: @escaping @Sendable (Result<[SampleArray], any Error>) -> Void
  ) {
    (self.model, self.input, self.arrival) = (model, input, arrival)
    self.completion = completion
  }

  /// Whether both can be predicted together.
  func fits(_ other: PredictionJob) -> Bool {
    model === other.model && model.mayBatch && input.fits(other.input)
  }
}
