import UnrollNN
import UnrollTensor

/// Weights of Keras 2's CuDNNLSTM and CuDNNGRU, turned into those of LSTM and GRU.
///
/// The classes of old differ in how the library for graphics processors keeps its numbers:
/// - the block of `kernel` for each gate is transposed as a whole, though it is stored under the
///   shape that it would have otherwise;
/// - the block of `recurrent_kernel` for each gate is transposed;
/// - there are two biases end to end: LSTM adds them up, GRU has them as two rows.
///
/// Only the bias shows which class a file comes from.
enum CuDNNWeights {
  /// The arrays of a layer, each CuDNN triple among them converted.
  static func converted(_ arrays: [StoredArray], _ parameters: [Parameter]) -> [StoredArray] {
    guard arrays.count == parameters.count else { return arrays }
    var arrays = arrays
    for index in parameters.indices.dropLast(2) {
      let triple = index..<(index + 3)
      guard let gates = gates(Array(arrays[triple]), Array(parameters[triple])) else { continue }
      let found = Array(arrays[triple])
      arrays[index] = made(found[0]) { reread(try found[0].floats(), gates: gates) }
      arrays[index + 1] = made(found[1]) { transposed(try found[1].floats(), gates: gates) }
      arrays[index + 2] = bias(found[2], parameters[index + 2].shape)
    }
    return arrays
  }

  /// The number of gates, if these are the weights of one recurrent layer and come from CuDNN.
  private static func gates(_ arrays: [StoredArray], _ parameters: [Parameter]) -> Int? {
    guard parameters.map(\.name) == ["kernel", "recurrent_kernel", "bias"],
      Set(parameters.map(\.scopes)).count == 1, arrays[2].shape.rank == 1,
      zip(arrays, parameters).dropLast().allSatisfy({ $0.shape == $1.shape && $0.shape.rank == 2 })
    else { return nil }
    let (units, bias) = (parameters[1].shape[0], parameters[2].shape)
    guard units > 0, arrays[2].shape[0] == 2 * parameters[1].shape[1] else { return nil }
    switch parameters[1].shape[1] {
    case 4 * units where bias == [4 * units]: return 4
    case 3 * units where bias == [2, 3 * units]: return 3
    default: return nil
    }
  }

  private static func made(
    _ array: StoredArray, _ convert: @escaping () throws -> Tensor<Float>
  ) -> StoredArray {
    StoredArray(place: array.place, shape: array.shape, convert)
  }

  /// The two biases as the model has them: added up, or as rows.
  private static func bias(_ array: StoredArray, _ shape: Shape) -> StoredArray {
    StoredArray(place: array.place, shape: shape) {
      let numbers = try array.floats().scalars
      guard shape.rank == 1 else { return Tensor(shape: shape, scalars: numbers) }
      let half = numbers.count / 2
      return Tensor(shape: shape, scalars: (0..<half).map { numbers[$0] + numbers[half + $0] })
    }
  }

  /// Takes the numbers of each gate, row by row, for those of the transposed block.
  private static func reread(_ kernel: Tensor<Float>, gates: Int) -> Tensor<Float> {
    let (rows, columns) = (kernel.shape[0], kernel.shape[1])
    let units = columns / gates
    let numbers = kernel.scalars
    return Tensor(
      shape: kernel.shape,
      scalars: (0..<(rows * columns)).map { index in
        let (row, column) = (index / columns, index % columns)
        let (gate, unit) = (column / units, column % units)
        let place = unit * rows + row
        return numbers[place / units * columns + gate * units + place % units]
      })
  }

  /// Transposes the square block of each gate.
  private static func transposed(_ kernel: Tensor<Float>, gates: Int) -> Tensor<Float> {
    let (units, columns) = (kernel.shape[0], kernel.shape[1])
    let numbers = kernel.scalars
    return Tensor(
      shape: kernel.shape,
      scalars: (0..<(units * columns)).map { index in
        let (row, column) = (index / columns, index % columns)
        return numbers[column % units * columns + column / units * units + row]
      })
  }
}
