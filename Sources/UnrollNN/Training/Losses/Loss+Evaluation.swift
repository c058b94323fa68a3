import UnrollTensor

extension Loss {
  /// Adds up the losses of all positions of a shard, each multiplied by its weight, and fills the
  /// gradient with the derivatives of that sum, multiplied by ``LossPass/scale``.
  ///
  /// The loss of a batch is the sum of this over its shards, multiplied by
  /// ``LossReduction/factor(_:)`` of the sum of ``divisor(_:)``; so is its gradient.
  ///
  /// - Returns: the sum.
  public func evaluate(_ pass: LossPass) -> Double {
    var total = 0.0
    for position in 0..<pass.output.rows {
      let weight = counts(position, of: pass) ? pass.weights[position] : 0
      let row = pass.gradient?.slices(position..<(position + 1))
      if weight == 0 {
        row?.fill(0)
      } else {
        total += weight * loss(at: position, of: pass)
        row?.scale(by: Float(weight) * pass.scale)
      }
    }
    return total
  }

  /// The part of a shard in what the loss of the batch is divided by.
  ///
  /// It does not depend on the output, only on targets, mask and weights.
  public func divisor(_ pass: LossPass) -> Double {
    let weights = pass.weights
    let counted = (0..<pass.output.rows).lazy.filter { self.counts($0, of: pass) }
    if reduction == .meanWithSampleWeight {
      if !weights.isMasked, !leavesPositionsOut, let total = weights.givenTotal { return total }
      return counted.reduce(0) { $0 + weights[$1] }
    }
    return counted.reduce(0) { $0 + (weights.isOpen($1) ? 1 : 0) }
  }

  /// Whether the gradient that the loss fills in is that of the logits.
  public func usesLogits(_ pass: LossPass) -> Bool {
    logitsActivation.map { pass.logits(of: $0) != nil } ?? false
  }
}

/// A loss that is the mean over the columns of a number of each element.
protocol ElementwiseLoss: Loss {
  /// The loss of an element and its derivative by the output.
  func loss(output: Double, target: Double) -> (value: Double, slope: Double)
}

extension ElementwiseLoss {
  /// The mean over the columns of a position.
  public func loss(at position: Int, of pass: LossPass) -> Double {
    let share = 1 / Double(pass.columns)
    var sum = 0.0
    for column in 0..<pass.columns {
      let (value, slope) = loss(
        output: Double(pass.output[position, column]),
        target: Double(pass.targets[position, column]))
      sum += value
      pass.setGradient(position, column, slope * share)
    }
    return sum * share
  }
}

/// Keras's `backend.epsilon()`: the distance that numbers keep from where a formula breaks down.
let lossEpsilon = 1e-7
