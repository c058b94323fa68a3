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

  /// The exact value of an activation that works on one number; infinities give the limits.
  public static func activate(_ activation: ActivationKernel, _ x: Double) -> Double {
    switch activation {
    case .linear: x
    case .tanh: tanh(x)
    case .sigmoid: 1 / (1 + exp(-x))
    case .relu: x < 0 ? 0 : x
    case .relu6: clip(x, 0, 6)
    case .leakyRelu: x < 0 ? 0.2 * x : x
    case .elu, .celu: x < 0 ? expm1(x) : x
    case .selu: seluScale * (x < 0 ? seluAlpha * expm1(x) : x)
    case .softplus: (x < 0 ? 0 : x) + log1p(exp(-abs(x)))
    case .logSigmoid: (x > 0 ? 0 : x) - log1p(exp(-abs(x)))
    case .softsign: x.isInfinite ? (x < 0 ? -1 : 1) : x / (1 + abs(x))
    case .exponential: exp(x)
    case .hardSigmoid: clip((x + 3) / 6, 0, 1)
    case .sparseSigmoid: clip((x + 1) / 2, 0, 1)
    case .hardShrink: abs(x) <= 0.5 ? 0 : x
    case .softShrink: x > 0.5 ? x - 0.5 : x < -0.5 ? x + 0.5 : x.isNaN ? x : 0
    case .sparsePlus: x < -1 ? 0 : x > 1 ? x : (x + 1) * (x + 1) / 4
    case .squareplus:
      x < 0 ? 2 / ((x * x + 4).squareRoot() - x) : (x + (x * x + 4).squareRoot()) / 2
    case .silu, .gelu, .geluTanh, .mish, .hardSilu: x == -.infinity ? 0 : x * share(activation, x)
    case .tanhShrink: abs(x) < 0.05 ? shrunk(x) : x - tanh(x)
    case .hardTanh: clip(x, -1, 1)
    case .legacyHardSigmoid: clip(0.2 * x + 0.5, 0, 1)
    case .softmax, .logSoftmax, .sparsemax: .nan
    }
  }

  /// What some activations multiply their input by.
  private static func share(_ activation: ActivationKernel, _ x: Double) -> Double {
    switch activation {
    case .silu: 1 / (1 + exp(-x))
    case .gelu: erfc(-x / 2.0.squareRoot()) / 2
    case .geluTanh: 1 / (1 + exp(-2 * (2 / Double.pi).squareRoot() * (x + 0.044715 * x * x * x)))
    case .mish: x > 30 ? 1 : exp(x) * (exp(x) + 2) / (exp(x) * (exp(x) + 2) + 2)
    default: clip((x + 3) / 6, 0, 1)
    }
  }

  /// The first terms of x - tanh(x), which cancels near zero.
  private static func shrunk(_ x: Double) -> Double {
    let z = x * x
    return x * z * (1 / 3.0 - z * (2 / 15.0 - z * (17 / 315.0 - z * (62 / 2835.0))))
  }

  private static func clip(_ x: Double, _ low: Double, _ high: Double) -> Double {
    x < low ? low : x > high ? high : x
  }

  /// The exact values of any activation over one row.
  public static func activate(_ activation: ActivationKernel, row: [Double]) -> [Double] {
    switch activation {
    case .softmax: softmax(row)
    case .logSoftmax: logSoftmax(row)
    case .sparsemax: sparsemax(row)
    default: row.map { activate(activation, $0) }
    }
  }

  /// The softmax of one row.
  public static func softmax(_ row: [Double]) -> [Double] {
    let top = row.max() ?? 0
    let powers = row.map { exp($0 - top) }
    let total = powers.reduce(0, +)
    return powers.map { $0 / total }
  }

  private static func logSoftmax(_ row: [Double]) -> [Double] {
    let top = row.max() ?? 0
    let total = log(row.reduce(0) { $0 + exp($1 - top) })
    return row.map { $0 - top - total }
  }

  /// By Keras's formula: the support is the prefix of the sorted row where 1 + k z lies above the
  /// sum so far, and the threshold takes the total of all these sums.
  private static func sparsemax(_ row: [Double]) -> [Double] {
    var (sum, total, support) = (0.0, 0.0, 0.0)
    for (index, number) in row.sorted(by: >).enumerated() {
      sum += number
      guard number - (sum - 1) / Double(index + 1) > 0 else { continue }
      total += sum
      support += 1
    }
    return row.map { max($0 - (total - 1) / support, 0) }
  }

  /// The slope of an activation at `x`, by central differences.
  public static func derivative(_ activation: ActivationKernel, at x: Double) -> Double {
    let step = 1e-5
    return (activate(activation, x + step) - activate(activation, x - step)) / (2 * step)
  }

  private static let seluScale = 1.0507009873554804934193349852946
  private static let seluAlpha = 1.6732632423543772848170429916717
}
