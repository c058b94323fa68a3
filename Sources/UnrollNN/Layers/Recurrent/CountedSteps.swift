import UnrollTensor

/// The steps of a block that a mask lets through, and their gradients side by side.
///
/// Products over a block then take as long as there are steps that count, however many rows of the
/// batch are padded.
struct CountedSteps: Sendable {
  private let numbers: BufferSlot<Int32>
  private let rows: BufferSlot<Float>

  init(_ plan: inout LayerPlan, blockSteps: Int, columns: Int) {
    numbers = plan.scratch([blockSteps, plan.input[0]], batchAxis: 1, in: .backward)
    rows = plan.scratch([blockSteps, plan.input[0], columns], batchAxis: 1, in: .backward)
  }

  /// The numbers of the steps that count, and the rows of `gradients` that belong to them.
  func select(
    _ mask: TensorRef<UInt8>, _ gradients: TensorRef<Float>, _ pass: BackwardPass
  ) -> (numbers: TensorRef<Int32>, gradients: TensorRef<Float>) {
    let numbers = pass[numbers].slices(0..<mask.shape[0])
    let flat = numbers.reshaped([numbers.count])
    let found = flat.columns(0..<flat.list(mask.reshaped([mask.count])))
    let rows = pass[rows].flattened.slices(0..<found.count)
    pass.kernels.gather(gradients, ids: found, into: rows)
    return (found, rows)
  }
}

extension TensorRef where Scalar == Int32 {
  /// Lists the places of a mask that are not 0.
  ///
  /// - Returns: how many there are.
  fileprivate func list(_ mask: TensorRef<UInt8>) -> Int {
    guard count > 0 else { return 0 }
    let (places, bytes) = (pointer, mask.pointer)
    var found = 0
    for index in 0..<mask.count where bytes[index] != 0 {
      places[found] = Int32(index)
      found += 1
    }
    return found
  }
}
