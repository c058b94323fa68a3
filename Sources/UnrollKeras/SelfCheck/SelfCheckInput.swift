import UnrollNN
import UnrollTensor

/// The samples of one input of a self-check, in few numbers.
///
/// A sample is filled with its values over and over, as NumPy's `resize` does, up to its length in
/// steps; what follows is padding, which masks leave out.
struct SelfCheckInput {
  /// The sizes of one sample.
  let shape: [Int]
  /// The steps of each sample that hold values.
  let lengths: [Int]
  /// The number that fills the steps after them.
  let padding: Float
  /// The numbers, `[samples, values]`.
  let values: Tensor<Float>

  /// The number of samples.
  var samples: Int { lengths.count }
  /// The steps of a sample of an input; 1 for vectors.
  func steps(of input: Input) -> Int {
    input.isTokens || shape.count > 1 ? shape.first ?? 1 : 1
  }
  /// The elements of one sample.
  var count: Int { shape.reduce(1, *) }

  /// The samples as a model reads them, `[samples, …]`.
  var tensor: Tensor<Float> {
    let stepSize = shape.dropFirst().reduce(1, *)
    return Tensor(shape: Shape([samples] + shape)) { target in
      let (rows, source) = (target.reshaped([samples, count]), values.ref)
      for sample in 0..<samples {
        let row = rows.slices(sample..<(sample + 1))
        let numbers = source.slices(sample..<(sample + 1))
        let filled = min(lengths[sample], count) * stepSize
        for start in stride(from: 0, to: min(filled, count), by: numbers.columns) {
          let places = start..<min(start + numbers.columns, filled, count)
          row.columns(places).assign(numbers.columns(0..<places.count))
        }
        row.columns(min(filled, count)..<count).fill(padding)
      }
    }
  }

  /// Makes samples for an input; none where nobody knows which integers the model can look up.
  ///
  /// - Parameters:
  ///   - input: the input.
  ///   - index: its position among the inputs of the model.
  ///   - replay: the model.
  ///   - steps: the number of steps where the input leaves it open.
  ///   - samples: how many.
  init?(_ input: Input, index: Int, _ replay: ModelReplay, steps: Int, samples: Int) {
    shape = input.dimensions.map { $0 ?? steps }
    let isSequence = input.isTokens || shape.count > 1
    let vocabulary = replay.vocabulary(input: index)
    guard !input.isTokens || vocabulary > 0 else { return nil }
    let whole = shape.first ?? 1
    // The last sample is half as long, so that masks have something to leave out.
    lengths = (0..<samples).map {
      isSequence && samples > 1 && $0 == samples - 1 ? (whole + 1) / 2 : whole
    }
    padding = input.isTokens ? 0 : replay.padding(input: index)
    let columns = max(1, min(shape.reduce(1, *), SelfCheckBudget.values))
    var random = RandomSource(seed: SelfCheckBudget.seed).stream(index)
    values = Tensor(
      shape: [samples, columns],
      scalars: (0..<(samples * columns)).map { _ in
        input.isTokens
          ? Self.token(&random, vocabulary: vocabulary) : Float(2 * random.uniform() - 1)
      })
  }

  /// Takes samples from a file.
  init(shape: [Int], lengths: [Int], padding: Float, values: Tensor<Float>) {
    (self.shape, self.lengths, self.padding, self.values) = (shape, lengths, padding, values)
  }

  /// Any integer but that which stands for nothing, small enough for a float to hold.
  private static func token(_ random: inout RandomSource, vocabulary: Int) -> Float {
    vocabulary < 2 ? 0 : Float(1 + random.integer(below: min(vocabulary, 1 << 24) - 1))
  }
}
