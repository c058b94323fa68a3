import UnrollTensor

/// What both attention layers share: the mean of the values, each weighed by how well its key fits
/// the query.
///
/// Inputs: queries `[batch, Q, F]`, values `[batch, K, V]`, and keys `[batch, K, F]`, which are the
/// values if they are left out. Output: `[batch, Q, V]`.
struct AttentionCore: Sendable {
  let scores: AttentionScores
  let isCausal: Bool
  let dropout: Float
  /// The weights `[batch, Q, K]`, and as dropout left them.
  private let weights: BufferSlot<Float>
  private let dropped: BufferSlot<Float>?
  private let gradient: BufferSlot<Float>?

  /// Declares the memory; the scores are those of the layer.
  ///
  /// - Throws: `UnrollError` if the inputs do not fit each other.
  init(
    _ plan: inout LayerPlan, dropout: Float,
    scores: (inout LayerPlan, _ keys: Int) throws -> AttentionScores
  ) throws {
    try require(
      (2...3).contains(plan.inputs.count), "attention reads queries and values, and maybe keys",
      found: plan.inputs.count)
    let shapes = plan.inputs.map(\.shape)
    let (query, value, key) = (shapes[0], shapes[1], shapes[shapes.count - 1])
    guard query.rank == 3, value.rank == 3, key.rank == 3, value[1] == key[1], query[2] == key[2]
    else {
      throw UnrollError(
        .shapeMismatch, "queries, values and keys do not fit each other",
        expected: "[batch, Q, features], [batch, K, any], [batch, K, features]",
        found: shapes.map(\.description).joined(separator: ", "))
    }
    isCausal = plan.options.removeValue(forKey: "use_causal_mask")?.bool ?? false
    self.dropout = dropout
    self.scores = try scores(&plan, key[1])
    let shape: Shape = [plan.batch, query[1], key[1]]
    let trains = plan.mode == .training
    weights = plan.saved(shape)
    dropped = plan.drawsNoise && dropout > 0 ? plan.saved(shape) : nil
    gradient = trains ? plan.scratch(shape, in: .backward) : nil
    plan.output = [plan.batch, query[1], value[2]]
    plan.outputMask = plan.hasMask ? .input : .none
  }

  /// Computes the weights and the means.
  func forward(_ pass: ForwardPass) {
    let (weights, key) = (pass[weights], pass.denseInput(pass.inputCount - 1))
    for row in 0..<pass.batch {
      let sample = AttentionScores.Sample(
        query: pass.denseInput(0).sample(row), key: key.sample(row))
      let scores = weights.sample(row)
      self.scores.forward(sample, into: scores, pass)
      mask(scores, row, pass)
      pass.kernels.activate(.softmax, scores)
    }
    if let dropped {
      pass.kernels.dropout(
        weights, into: pass[dropped], rate: dropout, key: pass.random.key,
        first: UInt64(pass.firstRow * weights.shape[1] * weights.shape[2]))
    }
    let used = pass[dropped ?? self.weights]
    for row in 0..<pass.batch {
      pass.kernels.multiply(
        used.sample(row), pass.denseInput(1).sample(row), into: pass.output.sample(row))
    }
    clearMaskedQueries(pass.output, pass)
  }

  /// Takes the gradients to queries, values and keys.
  func backward(_ pass: BackwardPass) {
    guard let slot = gradient else {
      preconditionFailure("only a plan for training runs backward")
    }
    let forward = pass.forward
    let (weights, gradients) = (forward[weights], forward[slot])
    let targets = (0..<forward.inputCount).map { pass.inputGradient($0) }
    for target in targets { target?.fill(0) }
    clearMaskedQueries(pass.outputGradient, forward)
    let used = forward[dropped ?? self.weights]
    for row in 0..<forward.batch {
      let outer = pass.outputGradient.sample(row)
      if let value = targets[1] {
        pass.kernels.multiply(
          used.sample(row), transposedA: true, outer, into: value.sample(row), accumulate: true)
      }
      gradients.sample(row).fillProducts(outer, forward.denseInput(1).sample(row))
    }
    if dropped != nil {
      pass.kernels.dropout(
        gradients, into: gradients, rate: dropout, key: forward.random.key,
        first: UInt64(forward.firstRow * weights.shape[1] * weights.shape[2]))
    }
    let last = forward.inputCount - 1
    for row in 0..<forward.batch {
      let gradient = gradients.sample(row)
      pass.kernels.activateGradient(.softmax, kept: weights.sample(row), gradient: gradient)
      scores.backward(
        .init(
          query: forward.denseInput(0).sample(row), key: forward.denseInput(last).sample(row)),
        scores: gradient, query: targets[0]?.sample(row), key: targets[last]?.sample(row), pass)
    }
  }

  /// Takes places out of the mean: those that the mask of the values leaves out, and with a causal
  /// mask those after the query.
  private func mask(_ scores: TensorRef<Float>, _ row: Int, _ pass: ForwardPass) {
    let mask = pass.mask(1)
    guard mask != nil || isCausal else { return }
    for query in 0..<scores.rows {
      for key in 0..<scores.columns {
        let counts = (mask.map { $0[row, key] != 0 } ?? true) && (!isCausal || key <= query)
        if !counts { scores[query, key] -= 1e9 }
      }
    }
  }

  /// Queries that do not count put out zeros.
  private func clearMaskedQueries(_ output: TensorRef<Float>, _ pass: ForwardPass) {
    guard let mask = pass.mask else { return }
    for row in 0..<pass.batch {
      for query in 0..<mask.columns where mask[row, query] == 0 {
        output.sample(row).slices(query..<(query + 1)).fill(0)
      }
    }
  }
}

extension TensorRef where Scalar == Float {
  /// One sample of `[batch, steps, features]` as a matrix.
  fileprivate func sample(_ row: Int) -> TensorRef {
    slices(row..<(row + 1)).reshaped([shape[1], shape[2]])
  }

  /// Fills a matrix with the scalar products of the rows of two others.
  fileprivate func fillProducts(_ left: TensorRef, _ right: TensorRef) {
    for row in 0..<rows {
      for column in 0..<columns {
        self[row, column] = (0..<left.columns).reduce(Float(0)) {
          $0 + left[row, $1] * right[column, $1]
        }
      }
    }
  }
}
