import Foundation
public import UnrollTensor

/// −Σ y log p over the classes of the last axis, for one-hot targets.
///
/// Behind a softmax the formula on logits is used, with the gradient p·Σy − y; otherwise the
/// outputs are divided by their sum and kept 1e-7 away from 0 and 1, as in Keras.
public struct CategoricalCrossentropy: Loss {
  /// Keras's name.
  public let name = "categorical_crossentropy"
  /// The formula on logits belongs to softmax.
  public let logitsActivation: ActivationFunction? = .softmax

  /// Creates the loss.
  public init() {}

  /// Adds up the losses and fills the gradient.
  public func evaluate(_ pass: LossPass) -> Double {
    pass.sum { position in
      CrossentropyRow(pass, position).loss { pass.targets[position, $0] }
    }
  }
}

/// −log p of the target's class, for targets that are class numbers.
public struct SparseCategoricalCrossentropy: Loss {
  /// Keras's name.
  public let name = "sparse_categorical_crossentropy"
  /// The formula on logits belongs to softmax.
  public let logitsActivation: ActivationFunction? = .softmax

  /// Creates the loss.
  public init() {}

  /// Targets are class numbers: the shape of the output without its last axis, or with 1 there.
  ///
  /// - Throws: `UnrollError` if they are not.
  public func checkTarget(_ target: Shape, output: Shape) throws {
    guard target == output.droppingLast() || target == output.withLast(1) else {
      throw UnrollError(
        .shapeMismatch, "the targets do not fit the output of the model",
        expected: output.droppingFirst().droppingLast().description,
        found: target.droppingFirst().description,
        hint: "\(name) wants class numbers; one-hot rows go with categorical_crossentropy")
    }
  }

  /// Adds up the losses and fills the gradient; a class that does not exist counts as none.
  public func evaluate(_ pass: LossPass) -> Double {
    pass.sum { position in
      let wanted = pass.targets[position, 0]
      return CrossentropyRow(pass, position).loss { Float($0) == wanted ? 1 : 0 }
    }
  }
}

/// The cross-entropy of one position.
private struct CrossentropyRow {
  let pass: LossPass
  let position: Int
  let classes: Int

  init(_ pass: LossPass, _ position: Int) {
    self.pass = pass
    self.position = position
    classes = pass.output.columns
  }

  func loss(_ target: (Int) -> Float) -> Double {
    if let logits = pass.logits(of: .softmax) { return loss(logits, target) }
    return clippedLoss(target)
  }

  private func loss(_ logits: TensorRef<Float>, _ target: (Int) -> Float) -> Double {
    let values = (0..<classes).map { Double(logits[position, $0]) }
    let highest = values.max() ?? 0
    let logSum = highest + log(values.reduce(0) { $0 + exp($1 - highest) })
    let total = (0..<classes).reduce(Float(0)) { $0 + target($1) }
    var sum = 0.0
    for column in 0..<classes {
      let wanted = target(column)
      sum += Double(wanted) * (logSum - values[column])
      pass.gradient?[position, column] =
        pass.scale * (pass.output[position, column] * total - wanted)
    }
    return sum
  }

  private func clippedLoss(_ target: (Int) -> Float) -> Double {
    let epsilon = BinaryCrossentropy.epsilon
    let total = (0..<classes).reduce(Float(0)) { $0 + pass.output[position, $1] }
    // d/dp of −Σ y log(p / Σp) where p / Σp is not clipped.
    let shares = (0..<classes).map { pass.output[position, $0] / total }
    let inside = shares.map { $0 >= epsilon && $0 <= 1 - epsilon }
    let weight = (0..<classes).reduce(Float(0)) { $0 + (inside[$1] ? target($1) : 0) }
    var sum = 0.0
    for column in 0..<classes {
      let p = min(max(shares[column], epsilon), 1 - epsilon)
      sum -= Double(target(column)) * log(Double(p))
      let own = inside[column] ? target(column) / pass.output[position, column] : 0
      pass.gradient?[position, column] = pass.scale * (weight / total - own)
    }
    return sum
  }
}

extension Loss where Self == CategoricalCrossentropy {
  /// Categorical cross-entropy, for one-hot targets.
  public static var categoricalCrossentropy: CategoricalCrossentropy { .init() }
}

extension Loss where Self == SparseCategoricalCrossentropy {
  /// Categorical cross-entropy, for class numbers.
  public static var sparseCategoricalCrossentropy: SparseCategoricalCrossentropy { .init() }
}
