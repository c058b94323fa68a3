import UnrollTensor

/// What requests ask for predictions: hands samples to the workers and waits for the outcome.
struct Predictions: Sendable {
  private let queue: PredictionQueue
  private let metrics: ServerMetrics
  private let batchSize: Int
  private let limits: ServerLimits

  init(queue: PredictionQueue, metrics: ServerMetrics, configuration: ServerConfiguration) {
    (self.queue, self.metrics) = (queue, metrics)
    (batchSize, limits) = (max(configuration.batchSize, 1), configuration.limits)
  }

  /// Computes the outputs of a model.
  ///
  /// - Returns: an array for each output, a row for each sample.
  /// - Throws: ``ServiceError`` if the input does not fit, or too much waits already.
  func predict(_ model: ServedModel, _ input: ModelInput) async throws -> [SampleArray] {
    try Self.check(input, model, limits)
    do {
      let parts = parts(of: input, model)
      return try await parts.count == 1 ? whole(model, parts[0]) : together(model, parts)
    } catch let error as UnrollError {
      throw ServiceError.invalid(error.messageForPrediction)
    }
  }

  /// Refuses sizes that no kernel can take, and those that cost more memory than anybody should
  /// be able to ask for; the model says what else does not fit.
  static func check(
    _ input: ModelInput, _ model: ServedModel, _ limits: ServerLimits
  ) throws {
    guard case .arrays(let arrays) = input else { return }
    for (array, entry) in zip(arrays, model.signature.inputs) {
      guard !array.shape.contains(0), array.shape.count < Shape.maximumRank else {
        throw ServiceError.invalid("there is nothing in a list, or lists are nested too deeply")
      }
      for (size, expected) in zip(array.shape, entry.shape)
      where expected == nil && size > limits.steps {
        throw ServiceError.invalid(
          "a sequence has more steps than the limit of \(limits.steps)")
      }
    }
  }

  /// Large requests are cut, so that all workers share them.
  private func parts(of input: ModelInput, _ model: ServedModel) -> [ModelInput] {
    guard model.mayBatch, input.count > batchSize else { return [input] }
    return stride(from: 0, to: input.count, by: batchSize).map {
      input[$0..<min($0 + batchSize, input.count)]
    }
  }

  private func whole(_ model: ServedModel, _ input: ModelInput) async throws -> [SampleArray] {
    let arrival = ContinuousClock.now
    return try await withCheckedThrowingContinuation { continuation in
      let job = PredictionJob(model: model, input: input, arrival: arrival) {
        continuation.resume(with: $0)
      }
      if !queue.add([job]) { continuation.resume(throwing: refusal()) }
    }
  }

  private func together(_ model: ServedModel, _ parts: [ModelInput]) async throws -> [SampleArray] {
    let arrival = ContinuousClock.now
    let (results, feed) = AsyncStream.makeStream(of: (Int, Result<[SampleArray], any Error>).self)
    let jobs = parts.enumerated().map { index, part in
      PredictionJob(model: model, input: part, arrival: arrival) { feed.yield((index, $0)) }
    }
    guard queue.add(jobs) else { throw refusal() }
    var outputs = [[SampleArray]?](repeating: nil, count: parts.count)
    var done = 0
    for await (index, result) in results {
      outputs[index] = try result.get()
      done += 1
      if done == parts.count { break }
    }
    return Self.joined(outputs.compactMap { $0 })
  }

  private static func joined(_ parts: [[SampleArray]]) -> [SampleArray] {
    guard var whole = parts.first else { return [] }
    for part in parts.dropFirst() {
      for index in whole.indices { whole[index].append(part[index]) }
    }
    return whole
  }

  private func refusal() -> ServiceError {
    metrics.refused("queue")
    return .busy("the server is busy: too many samples wait; try again")
  }
}
