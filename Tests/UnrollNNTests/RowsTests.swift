import Testing
import UnrollNN
import UnrollTensor
import _UnrollTestSupport

@Suite("Rows of a table stand for the vectors themselves")
struct RowsTests {
  static let layers: [LayerSamples.Sample] = [
    .init(name: "LSTM", layer: LSTM(3, returnSequences: true), input: [3, 6, 4]),
    .init(name: "GRU backwards", layer: GRU(3, goBackwards: true), input: [3, 6, 4]),
    .init(name: "SimpleRNN dropping", layer: SimpleRNN(3, dropout: 0.4), input: [3, 6, 4]),
    .init(name: "Bidirectional", layer: Bidirectional(LSTM(3)), input: [3, 6, 4]),
    .init(name: "Dense", layer: Dense(3), input: [3, 6, 4]),
    .init(name: "Masking", layer: Masking(), input: [3, 6, 4]),
  ]

  @Test("outputs and gradients are those of the dense input", arguments: layers)
  func agree(_ sample: LayerSamples.Sample) throws {
    let model = try sample.model()
    let ids = Tensor<Int32>(
      shape: [3, 6], scalars: [0, 1, 2, 1, -1, -1, 4, 4, 4, 0, 1, -1, 3, 2, 1, 0, 1, 2])
    var random = RandomSource(seed: 2)
    let table = Tensor(shape: [5, 4], scalars: (0..<20).map { _ in Float(random.normal()) })
    let dense = Tensor(
      shape: [3, 6, 4],
      scalars: ids.scalars.flatMap { id in
        id < 0 ? [0, 0, 0, 0] : table.row(Int(id)).scalars
      })
    let rows = try model.differentiate(.rows(ids, table: table), cotangent: nil)
    let numbers = try model.differentiate(.dense(dense), cotangent: nil)
    let tolerance = Tolerance.relative(1e-5, absolute: 1e-5)
    #expect(deviation(rows.output, numbers.output, beyond: tolerance) == nil)
    for (found, expected) in zip(rows.weights, numbers.weights) {
      #expect(deviation(found, expected, beyond: tolerance) == nil)
    }
  }
}
