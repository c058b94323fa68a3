import UnrollTensor

extension RecurrentStates {
  /// Puts zeros where Keras has them and the cell has carried something on.
  ///
  /// - Parameters:
  ///   - outputs: outputs or their gradients, `[batch, time, units]` or `[batch, units]`.
  ///   - mask: `[time, batch]` in the order of the steps; nil if all steps count.
  ///   - options: what masked steps put out.
  ///   - reversed: whether the output of step t lies at T − 1 − t.
  ///   - pass: the pass.
  func clear(
    _ outputs: TensorRef<Float>, _ mask: TensorRef<UInt8>?, _ options: RecurrenceOptions,
    reversed: Bool, _ pass: ForwardPass
  ) {
    guard let mask, !options.zeroesMaskedSteps else { return }
    if begins(pass) { clearLeading(outputs, mask, reversed: reversed) }
    if options.zeroesMirroredSteps { clearMirrored(outputs, mask, reversed: reversed) }
  }

  /// Zeros where a sequence has not begun: Keras carries outputs there, not states.
  private func clearLeading(
    _ outputs: TensorRef<Float>, _ mask: TensorRef<UInt8>, reversed: Bool
  ) {
    let (time, batch) = (mask.shape[0], mask.shape[1])
    let (isSequence, rows) = (outputs.shape.rank == 3, outputs.flattened)
    for row in 0..<batch {
      let leading = (0..<time).first { mask[$0, row] != 0 } ?? time
      if !isSequence {
        if leading == time { rows.slices(row..<(row + 1)).fill(0) }
        continue
      }
      for step in 0..<leading {
        let place = row * time + (reversed ? time - 1 - step : step)
        rows.slices(place..<(place + 1)).fill(0)
      }
    }
  }

  /// Zeros where the mask, read from the other end, is 0.
  private func clearMirrored(
    _ outputs: TensorRef<Float>, _ mask: TensorRef<UInt8>, reversed: Bool
  ) {
    let (time, batch, rows) = (mask.shape[0], mask.shape[1], outputs.flattened)
    for row in 0..<batch {
      for step in 0..<time where mask[time - 1 - step, row] == 0 {
        let place = row * time + (reversed ? time - 1 - step : step)
        rows.slices(place..<(place + 1)).fill(0)
      }
    }
  }
}
