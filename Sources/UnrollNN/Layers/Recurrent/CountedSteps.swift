import UnrollTensor

/// The steps of a block that a mask lets through, as numbers `step * B + row`.
///
/// What a masked step leaves behind is undefined, and takes no time: gradients of the steps that
/// count are moved to the front, and products over a block run over those alone.
struct CountedSteps: Sendable {
  private let numbers: BufferSlot<Int32>

  init(_ plan: inout LayerPlan, blockSteps: Int) {
    numbers = plan.scratch([blockSteps, plan.input[0]], batchAxis: 1, in: .backward)
  }

  /// The numbers of the steps that count, ascending; nil if all do.
  func find(_ mask: TensorRef<UInt8>, _ pass: BackwardPass) -> TensorRef<Int32>? {
    let all = pass[numbers].slices(0..<mask.shape[0]).flat
    let found = all.list(mask.flat)
    return found < all.count ? all.columns(0..<found) : nil
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

  /// Moves the elements of these ascending numbers to the front.
  ///
  /// - Returns: the front.
  func keeping(_ numbers: TensorRef<Int32>?) -> TensorRef {
    guard let numbers, numbers.count > 0 else { return numbers == nil ? self : columns(0..<0) }
    let (elements, kept) = (pointer, numbers.pointer)
    for index in 0..<numbers.count { elements[index] = elements[Int(kept[index])] }
    return columns(0..<numbers.count)
  }
}

extension TensorRef where Scalar == Float {
  /// Moves the rows of these ascending numbers to the front.
  ///
  /// - Returns: the front, a matrix.
  func keeping(_ numbers: TensorRef<Int32>?, _ kernels: Kernels) -> TensorRef {
    guard let numbers else { return flattened }
    let front = flattened.slices(0..<numbers.count)
    kernels.gather(flattened, ids: numbers, into: front)
    return front
  }

  /// Moves rows from the front back to their numbers; the others become zero.
  func spread(_ numbers: TensorRef<Int32>) {
    let all = flattened
    var next = numbers.count
    for row in (0..<all.rows).reversed() {
      let target = all.slices(row..<(row + 1))
      guard next > 0, Int(numbers[0, next - 1]) == row else {
        target.fill(0)
        continue
      }
      next -= 1
      if next < row { target.assign(all.slices(next..<(next + 1))) }
    }
  }
}
