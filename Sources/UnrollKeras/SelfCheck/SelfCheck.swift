import UnrollNN
import UnrollTensor

/// What a model answered to a few samples when it was saved: a file that carries it proves itself.
///
/// | member of `assets/unroll/` | content |
/// |---|---|
/// | `self_check.json` | format, the checksums of the description and the weights, inputs, outputs |
/// | `self_check/input_0.npy`, … | the numbers of the samples of each input, `[samples, values]` |
/// | `self_check/output_0.npy`, … | some numbers of each output, `[samples, values]` |
///
/// The samples depend on the description alone, and the answers are computed with the baseline
/// instruction set by one thread: equal models give equal files on every machine of a kind.
struct SelfCheck {
  /// One output of the model.
  struct Output {
    /// What errors call it.
    let name: String
    /// Some numbers of each sample, `[samples, values]`.
    let values: Tensor<Float>
    /// How far others may be away; nil if nothing can be asked of this output.
    let tolerance: Float?
  }

  /// The checksums of what the answers belong to.
  struct Origin: Equatable {
    let config: UInt32
    let weights: UInt32
  }

  let origin: Origin
  let inputs: [SelfCheckInput]
  let outputs: [Output]

  /// The places of the numbers that are kept of an output of `count` numbers a sample.
  static func places(of count: Int) -> [Int] {
    let kept = min(count, SelfCheckBudget.values)
    return (0..<kept).map { $0 * count / kept }
  }

  /// Some numbers of an output `[samples, …]`.
  static func kept(of output: Tensor<Float>) -> Tensor<Float> {
    let samples = output.shape[0]
    let count = samples == 0 ? 0 : output.shape.count / samples
    let places = places(of: count)
    return Tensor(shape: [samples, places.count]) { target in
      let rows = output.ref.reshaped([samples, count])
      for sample in 0..<samples {
        for (index, place) in places.enumerated() { target[sample, index] = rows[sample, place] }
      }
    }
  }
}
