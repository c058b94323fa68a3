import Foundation
public import UnrollTensor

/// Naive twins of the kernels in double precision: the plainest formula, one element at a time.
public enum ReferenceKernels {
  /// `a · b` for row-major `a` `[m, k]` and `b` `[k, n]`.
  public static func multiply(
    _ a: [Double], _ b: [Double], rows m: Int, inner k: Int, columns n: Int
  ) -> [Double] {
    var product = [Double](repeating: 0, count: m * n)
    for row in 0..<m {
      for step in 0..<k {
        let factor = a[row * k + step]
        for column in 0..<n { product[row * n + column] += factor * b[step * n + column] }
      }
    }
    return product
  }

  /// The transpose of a row-major matrix.
  public static func transpose<Scalar>(_ x: [Scalar], rows: Int, columns: Int) -> [Scalar] {
    (0..<columns).flatMap { column in (0..<rows).map { row in x[row * columns + column] } }
  }

  /// The exact value of an activation.
  public static func activate(_ activation: ElementwiseActivation, _ x: Double) -> Double {
    switch activation {
    case .linear: x
    case .tanh: tanh(x)
    case .sigmoid: 1 / (1 + exp(-x))
    case .relu: x < 0 ? 0 : x
    case .relu6: x < 0 ? 0 : x > 6 ? 6 : x
    case .leakyRelu: x < 0 ? 0.2 * x : x
    case .elu: x < 0 ? expm1(x) : x
    case .selu: seluScale * (x < 0 ? seluAlpha * expm1(x) : x)
    case .softplus: (x < 0 ? 0 : x) + log1p(exp(-abs(x)))
    case .softsign: x.isInfinite ? (x < 0 ? -1 : 1) : x / (1 + abs(x))
    case .exponential: exp(x)
    case .hardSigmoid: x < -3 ? 0 : x > 3 ? 1 : (x + 3) / 6
    case .hardTanh: x < -1 ? -1 : x > 1 ? 1 : x
    }
  }

  /// The softmax of one row.
  public static func softmax(_ row: [Double]) -> [Double] {
    let top = row.max() ?? 0
    let powers = row.map { exp($0 - top) }
    let total = powers.reduce(0, +)
    return powers.map { $0 / total }
  }

  /// The slope of an activation at `x`, by central differences.
  public static func derivative(_ activation: ElementwiseActivation, at x: Double) -> Double {
    let step = 1e-5
    return (activate(activation, x + step) - activate(activation, x - step)) / (2 * step)
  }

  private static let seluScale = 1.0507009873554804934193349852946
  private static let seluAlpha = 1.6732632423543772848170429916717
}
