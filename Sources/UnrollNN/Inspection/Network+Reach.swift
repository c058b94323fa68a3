import UnrollTensor

extension Network {
  /// The part of a network that ends at a recurrent layer which reads the steps of the input.
  package struct RecurrentPart: Sendable {
    /// The network up to the layer, for sequences of one length.
    package let network: Network
    /// Keras's name of the layer's cell.
    package let className: String
    /// The units of the output that belong to the cell that is followed.
    package let units: Range<Int>
    /// Whether that cell reads from the end.
    package let goesBackwards: Bool
  }

  /// The part up to the last recurrent layer that is reached with as many steps as the input has;
  /// of a bidirectional layer the forward cell is followed.
  ///
  /// - Parameter steps: the number of steps of the sequences.
  /// - Returns: the part; nil if there is no such layer.
  /// - Throws: `UnrollError` if the layers before it do not work on so many steps.
  package func recurrentPart(steps: Int) throws -> RecurrentPart? {
    for index in calls.indices.reversed() {
      guard let cell = layers[calls[index].layer].entry.layer.followedCell else { continue }
      let part = Network(
        inputs: inputs.map { input in
          var input = input
          input.steps = steps
          return input
        }, layers: layers, calls: Array(calls[...index]),
        outputs: [.output(call: index, index: 0)], elements: [], tensors: [:])
      let plan = try Plan(
        part, batch: 1, layouts: arrayForms.map { InputLayout($0, time: steps) },
        mode: .training, isInspection: true)
      let probe = plan.probes.lazy.compactMap { probe -> RecurrentProbe? in
        guard probe.call == index, case .recurrent(let found) = probe.view else { return nil }
        return found
      }.first
      guard let probe, plan.floats.shape(of: probe.gates)[0] == steps else { continue }
      return RecurrentPart(
        network: part, className: type(of: cell).className, units: 0..<probe.units,
        goesBackwards: probe.goesBackwards)
    }
    return nil
  }
}

extension Layer {
  /// The cell that reads forward, of this layer or inside it.
  fileprivate var followedCell: (any RecurrentLayer)? {
    self as? any RecurrentLayer
      ?? (self as? Bidirectional)?.configuration.layer.layer as? any RecurrentLayer
  }
}

extension BufferTable {
  /// The shape of a buffer for the largest batch.
  fileprivate func shape(of slot: BufferSlot<Float>) -> Shape { declarations[slot.index].shape }
}
