import Foundation
import UnrollTensor

/// The cross-entropy −Σ y log p of one position over the classes of the last axis.
///
/// Behind a softmax the formula on logits is used, with the gradient p·Σy − y; otherwise the
/// outputs are divided by their sum and kept 1e-7 away from 0 and 1, as in Keras.
struct CrossentropyRow {
  let pass: LossPass
  let position: Int
  let fromLogits: Bool

  /// The loss for targets by class.
  func loss(_ target: (Int) -> Double) -> Double {
    if let logits = pass.logits(of: .softmax) { return loss(logits: logits, target) }
    return fromLogits ? loss(logits: pass.output, target) : clippedLoss(target)
  }

  private func loss(logits: TensorRef<Float>, _ target: (Int) -> Double) -> Double {
    let softmax = SoftmaxRow(logits, position)
    let total = (0..<pass.columns).reduce(0) { $0 + target($1) }
    var sum = 0.0
    for column in 0..<pass.columns {
      let (wanted, logShare) = (target(column), softmax.logShare(column))
      if wanted != 0 { sum -= wanted * logShare }
      if pass.gradient != nil {
        pass.setGradient(position, column, exp(logShare) * total - wanted)
      }
    }
    return sum
  }

  private func clippedLoss(_ target: (Int) -> Double) -> Double {
    let total = (0..<pass.columns).reduce(0) { $0 + Double(pass.output[position, $1]) }
    func share(_ column: Int) -> Double { Double(pass.output[position, column]) / total }
    // d/dp of −Σ y log(p / Σp) where p / Σp is not clipped.
    let weight = (0..<pass.columns).reduce(0) {
      $0 + (Self.isInside(share($1)) ? target($1) : 0)
    }
    var sum = 0.0
    for column in 0..<pass.columns {
      let (share, wanted) = (share(column), target(column))
      sum -= wanted * log(min(max(share, lossEpsilon), 1 - lossEpsilon))
      let own = Self.isInside(share) ? wanted / share : 0
      pass.setGradient(position, column, (weight - own) / total)
    }
    return sum
  }

  private static func isInside(_ share: Double) -> Bool {
    share >= lossEpsilon && share <= 1 - lossEpsilon
  }
}

/// The logarithms of the softmax of one row.
struct SoftmaxRow {
  private let logits: TensorRef<Float>
  private let row: Int
  private let logSum: Double

  init(_ logits: TensorRef<Float>, _ row: Int) {
    self.logits = logits
    self.row = row
    let columns = 0..<logits.columns
    let highest = columns.reduce(-Double.infinity) { max($0, Double(logits[row, $1])) }
    logSum = highest + log(columns.reduce(0) { $0 + exp(Double(logits[row, $1]) - highest) })
  }

  func logShare(_ column: Int) -> Double { Double(logits[row, column]) - logSum }
}
