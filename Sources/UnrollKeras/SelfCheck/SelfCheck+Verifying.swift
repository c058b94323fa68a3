import UnrollNN
package import UnrollTensor

extension SelfCheck {
  /// How to load a file all the same.
  static let wayAround =
    "save the model again where it came from; --no-self-check, or selfCheck: false, loads it anyway"

  /// An error about the self-check itself.
  static func damaged(
    _ message: String, path: [String] = [], expected: String? = nil, found: String? = nil
  ) -> UnrollError {
    UnrollError(
      .corruptFile, message, path: path, expected: expected, found: found, hint: wayAround)
  }

  /// Asks a model again what it answered when its file was written.
  ///
  /// - Parameters:
  ///   - model: the model as it came from the archive.
  ///   - archive: the archive.
  ///   - kernels: the instruction set that is to be trusted.
  /// - Returns: a note if the answers belong to other weights, which some program has replaced.
  /// - Throws: `UnrollError` that names the output that differs, by how much, and what to do.
  static func verify(
    _ model: Model, of archive: KerasArchive, kernels: Kernels = .active
  ) throws -> LoadNote? {
    guard let check = try SelfCheck(archive) else { return nil }
    guard check.belongs(to: archive) else {
      return LoadNote(
        "the self-check was left out: another program has changed the model since it was made",
        path: [archive.path, description])
    }
    try locating(archive.path) { try check.verify(model, kernels) }
    return nil
  }

  /// How close a model comes to being refused.
  ///
  /// - Returns: the largest distance as a share of what is allowed; nil without a self-check.
  /// - Throws: `UnrollError` if the self-check is damaged.
  static func margin(
    _ model: Model, of archive: KerasArchive, kernels: Kernels
  ) throws -> Float? {
    guard let check = try SelfCheck(archive), check.belongs(to: archive) else { return nil }
    return try check.distances(model, kernels).map { $0.distance / $0.tolerance }.max()
  }

  /// Whether the answers are those of the model as it is in the archive.
  private func belongs(to archive: KerasArchive) -> Bool {
    origin
      == Origin(
        config: archive.checksum(KerasArchive.Member.config) ?? 0,
        weights: archive.checksum(KerasArchive.Member.weights) ?? 0)
  }

  private func verify(_ model: Model, _ kernels: Kernels) throws {
    let distances = try distances(model, kernels)
    guard let worst = distances.first(where: { !($0.distance <= $0.tolerance) }) else { return }
    throw UnrollError(
      .corruptFile, "the model does not compute what it computed when the file was written",
      path: ["output \(worst.output)", "sample \(worst.sample + 1)"],
      expected: "\(worst.expected), give or take \(worst.tolerance)",
      found: "\(worst.found), which is \(worst.distance) away",
      hint: "the file was damaged, or written by a version that computes something else; "
        + Self.wayAround)
  }

  /// Asks the model, and measures how far its answers are away, output by output.
  private func distances(_ model: Model, _ kernels: Kernels) throws -> [Distance] {
    let replay = ModelReplay(model)
    guard outputs.count == model.architecture.outputNames.count,
      inputs.count == model.architecture.inputs.count
    else {
      throw Self.damaged(
        "the self-check belongs to another model", path: [Self.description],
        expected: "\(model.architecture.inputs.count) inputs, "
          + "\(model.architecture.outputNames.count) outputs",
        found: "\(inputs.count) and \(outputs.count)")
    }
    let samples = inputs.first?.samples ?? 1
    let longest = zip(inputs, model.architecture.inputs).map { $0.steps(of: $1) }.max() ?? 1
    guard !SelfCheckBudget.isExceeded(by: replay, samples: samples, steps: longest) else {
      throw UnrollError(
        .limitExceeded, "the self-check takes too much work", path: [Self.description],
        hint: Self.wayAround)
    }
    let answers = try locating(Self.description) {
      try replay.outputs(
        inputs.map(\.tensor), kernels: kernels, bytes: SelfCheckBudget.workspaceBytes)
    }
    return try zip(outputs, answers).compactMap { output, answer in
      try output.tolerance.flatMap { try distance(output, Self.kept(of: answer), $0) }
    }
  }

  /// The number of an output that is furthest from what is expected; nil if it has none.
  private func distance(
    _ output: Output, _ answer: Tensor<Float>, _ tolerance: Float
  ) throws -> Distance? {
    guard answer.shape == output.values.shape else {
      throw Self.damaged(
        "the self-check belongs to an output of another size",
        path: [Self.description, output.name],
        expected: "\(answer.shape)", found: "\(output.values.shape)")
    }
    let (expected, found) = (output.values.scalars, answer.scalars)
    let distances = zip(expected, found).map { pair in
      let distance = abs(pair.0 - pair.1)
      return distance.isNaN ? Float.infinity : distance
    }
    guard let place = distances.indices.max(by: { distances[$0] < distances[$1] }) else {
      return nil
    }
    return Distance(
      output: output.name, sample: place / answer.shape[1], expected: expected[place],
      found: found[place], distance: distances[place], tolerance: tolerance)
  }
}

/// Two numbers of an output that should be equal.
private struct Distance {
  let output: String
  let sample: Int
  let expected, found, distance, tolerance: Float
}

extension LoadedModel {
  /// How close the model comes to being refused by the self-check of its file, for tests.
  ///
  /// - Parameter kernels: the instruction set.
  /// - Returns: the largest distance as a share of what is allowed; nil without a self-check.
  /// - Throws: `UnrollError` if the self-check is damaged.
  package func selfCheckMargin(_ kernels: Kernels) throws -> Float? {
    try archive.flatMap { try SelfCheck.margin(model, of: $0, kernels: kernels) }
  }
}
