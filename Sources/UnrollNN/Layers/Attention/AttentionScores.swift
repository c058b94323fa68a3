import UnrollTensor

/// How well each query fits each key.
enum AttentionScores: Sendable {
  /// s · q·k
  case product(scale: ParameterSlot?)
  /// w · Σ tanh(s · (q + k)), s and w being numbers.
  case concat(scale: ParameterSlot?, weight: ParameterSlot, sums: BufferSlot<Float>)
  /// Σ s · tanh(q + k), s having one number for each feature.
  case additive(scale: ParameterSlot?, sums: BufferSlot<Float>)

  /// One sample: queries `[Q, F]`, keys `[K, F]`.
  struct Sample {
    let query, key: TensorRef<Float>
  }

  /// Fills the scores `[Q, K]` of one sample.
  func forward(_ sample: Sample, into scores: TensorRef<Float>, _ pass: ForwardPass) {
    switch self {
    case .product(let scale):
      for row in 0..<scores.rows {
        for column in 0..<scores.columns {
          scores[row, column] = dot(sample.query, row, sample.key, column)
        }
      }
      if let scale { scores.scale(by: pass[scale].pointer[0]) }
    case .concat(let scale, let weight, let sums):
      let factor = scale.map { pass[$0].pointer[0] } ?? 1
      forEachQuery(sample, sums: pass[sums], factor: factor, pass) { row, column, activated in
        scores[row, column] = pass[weight].pointer[0] * activated.sum(column)
      }
    case .additive(let scale, let sums):
      forEachQuery(sample, sums: pass[sums], factor: 1, pass) { row, column, activated in
        scores[row, column] =
          scale.map { activated.sum(column, weights: pass[$0]) } ?? activated.sum(column)
      }
    }
  }

  /// Adds the gradients of queries, keys and weights from those of the scores of one sample.
  func backward(
    _ sample: Sample, scores gradient: TensorRef<Float>, query: TensorRef<Float>?,
    key: TensorRef<Float>?, _ pass: BackwardPass
  ) {
    switch self {
    case .product(let scale):
      let factor = scale.map { pass[$0].pointer[0] } ?? 1
      for row in 0..<gradient.rows {
        for column in 0..<gradient.columns {
          let own = gradient[row, column]
          if let scale {
            pass.gradient(of: scale).pointer[0] += own * dot(sample.query, row, sample.key, column)
          }
          for feature in 0..<sample.query.columns {
            query?[row, feature] += own * factor * sample.key[column, feature]
            key?[column, feature] += own * factor * sample.query[row, feature]
          }
        }
      }
    case .concat(let scale, let weight, let sums):
      concatBackward(sample, gradient, query, key, scale, weight, sums, pass)
    case .additive(let scale, let sums):
      forEachQuery(sample, sums: pass[sums], factor: 1, pass.forward) { row, column, activated in
        let own = gradient[row, column]
        for feature in 0..<activated.columns {
          let value = activated[column, feature]
          if let scale { pass.gradient(of: scale).pointer[feature] += own * value }
          let inner = own * (scale.map { pass[$0].pointer[feature] } ?? 1) * (1 - value * value)
          query?[row, feature] += inner
          key?[column, feature] += inner
        }
      }
    }
  }

  private func concatBackward(
    _ sample: Sample, _ gradient: TensorRef<Float>, _ query: TensorRef<Float>?,
    _ key: TensorRef<Float>?, _ scale: ParameterSlot?, _ weight: ParameterSlot,
    _ sums: BufferSlot<Float>, _ pass: BackwardPass
  ) {
    let factor = scale.map { pass[$0].pointer[0] } ?? 1
    let outer = pass[weight].pointer[0]
    forEachQuery(sample, sums: pass[sums], factor: factor, pass.forward) { row, column, activated in
      let own = gradient[row, column]
      pass.gradient(of: weight).pointer[0] += own * activated.sum(column)
      for feature in 0..<activated.columns {
        let value = activated[column, feature]
        let inner = own * outer * (1 - value * value)
        let sum = sample.query[row, feature] + sample.key[column, feature]
        if let scale { pass.gradient(of: scale).pointer[0] += inner * sum }
        query?[row, feature] += inner * factor
        key?[column, feature] += inner * factor
      }
    }
  }

  /// Runs `body` for all pairs with tanh(factor · (q + k)) of the query and all keys, `[K, F]`.
  private func forEachQuery(
    _ sample: Sample, sums: TensorRef<Float>, factor: Float, _ pass: ForwardPass,
    _ body: (_ row: Int, _ column: Int, _ activated: TensorRef<Float>) -> Void
  ) {
    for row in 0..<sample.query.rows {
      for column in 0..<sample.key.rows {
        for feature in 0..<sums.columns {
          sums[column, feature] =
            factor * (sample.query[row, feature] + sample.key[column, feature])
        }
      }
      pass.kernels.activate(.tanh, sums)
      for column in 0..<sample.key.rows { body(row, column, sums) }
    }
  }

  private func dot(
    _ left: TensorRef<Float>, _ row: Int, _ right: TensorRef<Float>, _ column: Int
  ) -> Float {
    (0..<left.columns).reduce(Float(0)) { $0 + left[row, $1] * right[column, $1] }
  }
}

extension TensorRef where Scalar == Float {
  /// The sum of a row.
  fileprivate func sum(_ row: Int) -> Float {
    (0..<columns).reduce(Float(0)) { $0 + self[row, $1] }
  }

  /// The sum of a row, each number multiplied by a weight.
  fileprivate func sum(_ row: Int, weights: TensorRef<Float>) -> Float {
    (0..<columns).reduce(Float(0)) { $0 + self[row, $1] * weights.pointer[$1] }
  }
}
