import UnrollNN
import UnrollTensor
import _UnrollTestSupport

/// A recurrent cell by Keras's equations, one number at a time, in double: what an inspection should
/// find.
struct NaiveCell {
  var kind: RecurrentKernelKind
  var units: Int
  /// `[F, G·U]`, `[U, G·U]` and the biases `[G·U]` of input and state.
  var kernel, recurrentKernel, inputBias, stateBias: [Double]
  var resetsAfter = false
  var recurrentActivation = ActivationKernel.sigmoid

  /// What the cell did at each step, in the order of the input.
  struct Trace {
    var gates: [String: [[Double]]] = [:]
    var hidden: [[Double]] = []
    var cell: [[Double]] = []
  }

  /// Takes the weights of a layer.
  init(_ kind: RecurrentKernelKind, units: Int, _ weights: [Tensor<Float>], resetsAfter: Bool) {
    (self.kind, self.units, self.resetsAfter) = (kind, units, resetsAfter)
    kernel = weights[0].scalars.map(Double.init)
    recurrentKernel = weights[1].scalars.map(Double.init)
    let columns = kind.gates * units
    let bias = weights.count > 2 ? weights[2].scalars.map(Double.init) : []
    inputBias = bias.isEmpty ? Array(repeating: 0, count: columns) : Array(bias.prefix(columns))
    stateBias =
      bias.count == 2 * columns
      ? Array(bias.suffix(columns)) : Array(repeating: 0, count: columns)
  }

  /// Reads a sequence; where `counts` is false, the state is carried.
  func read(_ sequence: [[Double]], counts: [Bool]? = nil, backwards: Bool = false) -> Trace {
    let order = backwards ? Array(sequence.indices.reversed()) : Array(sequence.indices)
    let zeros = [Double](repeating: 0, count: units)
    var trace = Trace()
    let empty = sequence.map { _ in zeros }
    for name in names.compactMap({ $0 }) { trace.gates[name] = empty }
    (trace.hidden, trace.cell) = (empty, empty)
    var (hidden, cell) = (zeros, zeros)
    for step in order {
      if counts?[step] ?? true {
        let gates = advance(sequence[step], &hidden, &cell)
        for (name, values) in gates { trace.gates[name]?[step] = values }
      }
      (trace.hidden[step], trace.cell[step]) = (hidden, cell)
    }
    return trace
  }

  private var names: [String?] {
    switch kind {
    case .simpleRNN: []
    case .lstm: ["input", "forget", "output"]
    case .gru: ["update", "reset"]
    }
  }

  private func advance(
    _ x: [Double], _ hidden: inout [Double], _ cell: inout [Double]
  ) -> [String: [Double]] {
    let state = hidden
    func input(_ gate: Int) -> [Double] { product(x, kernel, gate, inputBias) }
    func own(_ gate: Int, _ state: [Double]) -> [Double] {
      product(state, recurrentKernel, gate, stateBias)
    }
    func open(_ gate: Int) -> [Double] {
      ReferenceKernels.activate(
        recurrentActivation, row: zip(input(gate), own(gate, state)).map(+))
    }
    func tanhs(_ values: [Double]) -> [Double] { ReferenceKernels.activate(.tanh, row: values) }
    switch kind {
    case .simpleRNN:
      hidden = tanhs(zip(input(0), own(0, state)).map(+))
      return [:]
    case .lstm:
      let (i, f, o) = (open(0), open(1), open(3))
      let candidate = tanhs(zip(input(2), own(2, state)).map(+))
      cell = (0..<units).map { f[$0] * cell[$0] + i[$0] * candidate[$0] }
      hidden = zip(o, tanhs(cell)).map(*)
      return ["input": i, "forget": f, "output": o]
    case .gru:
      let (z, r) = (open(0), open(1))
      let inner = resetsAfter ? zip(r, own(2, state)).map(*) : own(2, zip(r, state).map(*))
      let candidate = tanhs(zip(input(2), inner).map(+))
      hidden = (0..<units).map { z[$0] * state[$0] + (1 - z[$0]) * candidate[$0] }
      return ["update": z, "reset": r]
    }
  }

  /// The columns of one gate of `row · matrix + bias`.
  private func product(
    _ row: [Double], _ matrix: [Double], _ gate: Int, _ bias: [Double]
  ) -> [Double] {
    let columns = kind.gates * units
    return (0..<units).map { unit in
      let column = gate * units + unit
      return row.indices.reduce(bias[column]) { $0 + row[$1] * matrix[$1 * columns + column] }
    }
  }
}
