package import UnrollTensor

/// Gates and states of one recurrent cell while it read one sample.
///
/// Steps stand in the order of the input, also for a cell that reads backwards: its state at step
/// *t* is that after it has read step *t*, coming from the end.
package struct RecurrentTrace: Sendable {
  /// The call of the layer in the network.
  package let call: Int
  /// The full name of the layer, and of the wrappers' attributes: `bidirectional/forward_layer`.
  package let layer: String
  /// Keras's name of the cell's class.
  package let className: String
  /// Which cell it is.
  package let kind: RecurrentKernelKind
  /// Whether the cell reads from the end.
  package let goesBackwards: Bool
  /// The number of units.
  package let units: Int
  /// For each step whether the cell read it; masked steps carry the state over.
  package let counts: [Bool]
  /// The gates by Keras's names, `[T, units]` each, zero at masked steps; none for SimpleRNN.
  package let gates: [(name: String, values: [Float])]
  /// The states, `[T, units]`.
  package let hidden: [Float]
  /// The cell states, `[T, units]`; LSTM only.
  package let cell: [Float]?

  /// The number of steps.
  package var steps: Int { counts.count }
}

extension RecurrentTrace {
  /// Reads what the cell kept of the first row of a pass.
  init(_ probe: RecurrentProbe, _ place: LayerProbe, layer: String, _ pass: ForwardPass) {
    let units = probe.units
    let steps = pass[probe.gates].shape[0]
    let order = (0..<steps).map { probe.goesBackwards ? steps - 1 - $0 : $0 }
    let mask = probe.mask.map { pass[$0] }
    let counted = (0..<steps).map { mask?[$0, 0] ?? 1 != 0 }
    call = place.call
    self.layer = ([layer] + place.scopes.filter { $0 != "cell" }).joined(separator: "/")
    (className, kind, goesBackwards) = (probe.className, probe.kind, probe.goesBackwards)
    (self.units, counts) = (units, order.map { counted[$0] })
    let gates = Self.gates(probe, pass)
    let zeros = [Float](repeating: 0, count: units)
    var named: [(name: String, values: [Float])] = []
    for (index, name) in probe.kind.gateNames.enumerated() {
      guard let name else { continue }
      let columns = index * units..<(index + 1) * units
      let rows = order.map { counted[$0] ? Array(gates[$0][columns]) : zeros }
      named.append((name, rows.flatMap { $0 }))
    }
    self.gates = named
    hidden = Self.states(pass[probe.hidden], counted, order)
    cell = probe.cell.map { Self.states(pass[$0], counted, order) }
  }

  /// The activated gates of the first row, a row for each step.
  private static func gates(_ probe: RecurrentProbe, _ pass: ForwardPass) -> [[Float]] {
    let all = pass[probe.gates]
    return (0..<all.shape[0]).map { step in
      let row = all.slices(step..<(step + 1)).flattened.slices(0..<1)
      guard probe.recurrentActivation.keepsInput else { return row.toArray() }
      // Such activations leave the sums; the candidate's column is not looked at.
      let copy = Tensor<Float>(shape: row.shape) { target in
        target.assign(row)
        pass.kernels.activate(probe.recurrentActivation, target)
      }
      return copy.scalars
    }
  }

  /// The states after each step in the order of the input; what masked steps left is not looked at.
  private static func states(
    _ history: TensorRef<Float>, _ counted: [Bool], _ order: [Int]
  ) -> [Float] {
    func row(_ slot: Int) -> [Float] {
      history.slices(slot..<(slot + 1)).flattened.slices(0..<1).toArray()
    }
    var state = row(0)
    let states = counted.indices.map { step in
      if counted[step] { state = row(step + 1) }
      return state
    }
    return order.flatMap { states[$0] }
  }
}

extension RecurrentKernelKind {
  /// The names of the gates in the order of the kernel's columns; nil for the candidate.
  var gateNames: [String?] {
    switch self {
    case .simpleRNN: [nil]
    case .lstm: ["input", "forget", nil, "output"]
    case .gru: ["update", "reset", nil]
    }
  }
}
