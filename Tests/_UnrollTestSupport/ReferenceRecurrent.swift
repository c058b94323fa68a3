public import UnrollTensor

/// The naive twin of the recurrent kernels: Keras's equations, one element at a time, in double.
public struct ReferenceRecurrent: Sendable {
  /// The cell.
  public var kind: RecurrentKernelKind
  /// The number of steps.
  public var steps: Int
  /// The number of rows.
  public var rows: Int
  /// The number of units.
  public var units: Int
  /// The activation of the candidate and the output.
  public var activation = ActivationKernel.tanh
  /// The activation of the gates.
  public var recurrentActivation = ActivationKernel.sigmoid
  /// GRU: whether the reset gate acts after the recurrent product.
  public var resetsAfter = false
  /// Whether masked steps put out zero.
  public var zeroesMaskedOutput = false

  /// The input's share of the gates, `[P, G*U]`.
  public var projected: [Double] = []
  /// The row of ``projected`` for each step and row, `[T, B]`.
  public var places: [Int] = []
  /// The recurrent kernel, `[U, G*U]`.
  public var recurrentKernel: [Double] = []
  /// What is added to the candidate's recurrent product, `[U]`.
  public var recurrentBias: [Double]?
  /// The factors on the state, `[1, B, U]` or `[G, B, U]`.
  public var recurrentNoise: [Double]?
  /// Which steps count, `[T, B]`.
  public var mask: [Bool]?
  /// The first state, `[B, U]`.
  public var initialHidden: [Double] = []
  /// The first cell state, `[B, U]`; LSTM only.
  public var initialCell: [Double] = []

  /// What a run puts out.
  public struct Result: Sendable {
    /// The output of every step, `[B, T, U]`.
    public var output: [Double]
    /// The last state, `[B, U]`.
    public var hidden: [Double]
    /// The last cell state, `[B, U]`.
    public var cell: [Double]
  }

  /// Creates a description without numbers.
  public init(_ kind: RecurrentKernelKind, steps: Int, rows: Int, units: Int) {
    (self.kind, self.steps, self.rows, self.units) = (kind, steps, rows, units)
  }

  /// Runs all steps.
  public func run() -> Result {
    let empty = [Double](repeating: 0, count: rows * steps * units)
    var result = Result(output: empty, hidden: initialHidden, cell: initialCell)
    for step in 0..<steps {
      for row in 0..<rows {
        let range = row * units..<(row + 1) * units
        let counts = mask?[step * rows + row] ?? true
        if counts {
          let state = advance(
            row, Array(result.hidden[range]), Array(result.cell[range]),
            input: places[step * rows + row])
          result.hidden.replaceSubrange(range, with: state.hidden)
          result.cell.replaceSubrange(range, with: state.cell)
        }
        for unit in 0..<units where counts || !zeroesMaskedOutput {
          result.output[(row * steps + step) * units + unit] = result.hidden[row * units + unit]
        }
      }
    }
    return result
  }

  /// One step of one row.
  private func advance(
    _ row: Int, _ hidden: [Double], _ cell: [Double], input place: Int
  ) -> (hidden: [Double], cell: [Double]) {
    let columns = kind.gates * units
    let x = Array(projected[place * columns..<(place + 1) * columns])
    let noisy = (0..<kind.gates).map { noise(gate: $0, row: row, on: hidden) }
    func sums(_ gate: Int) -> [Double] {
      (0..<units).map { x[gate * units + $0] + recurrent(gate, $0, noisy[gate]) }
    }
    func act(_ row: [Double]) -> [Double] { ReferenceKernels.activate(activation, row: row) }
    func open(_ gate: Int) -> [Double] {
      ReferenceKernels.activate(recurrentActivation, row: sums(gate))
    }
    switch kind {
    case .simpleRNN:
      return (act(sums(0)), cell)
    case .lstm:
      let (input, forget, candidate, output) = (open(0), open(1), act(sums(2)), open(3))
      let next = (0..<units).map { forget[$0] * cell[$0] + input[$0] * candidate[$0] }
      return (zip(output, act(next)).map { $0 * $1 }, next)
    case .gru:
      let (update, reset) = (open(0), open(1))
      let gated = (0..<units).map { reset[$0] * noisy[2][$0] }
      let inner = (0..<units).map { unit in
        resetsAfter ? reset[unit] * recurrent(2, unit, noisy[2]) : recurrent(2, unit, gated)
      }
      let candidate = act((0..<units).map { x[2 * units + $0] + inner[$0] })
      let next = (0..<units).map { update[$0] * hidden[$0] + (1 - update[$0]) * candidate[$0] }
      return (next, cell)
    }
  }

  /// Column `unit` of a gate of `state · R + bias`.
  private func recurrent(_ gate: Int, _ unit: Int, _ state: [Double]) -> Double {
    let column = gate * units + unit
    var sum = gate == 2 ? recurrentBias?[unit] ?? 0 : 0
    for index in 0..<units {
      sum += state[index] * recurrentKernel[index * kind.gates * units + column]
    }
    return sum
  }

  /// The state as a gate's product sees it.
  private func noise(gate: Int, row: Int, on state: [Double]) -> [Double] {
    guard let recurrentNoise else { return state }
    let block = recurrentNoise.count > rows * units ? gate : 0
    return (0..<units).map { state[$0] * recurrentNoise[(block * rows + row) * units + $0] }
  }
}
