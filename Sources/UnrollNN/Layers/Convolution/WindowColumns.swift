import UnrollTensor

/// The steps under each window side by side in one row, some windows at a time, so that a
/// convolution is a product of matrices.
struct WindowColumns: Sendable {
  private let windows: TimeWindows
  private let features: Int
  /// How many windows make a block that stays in the cache.
  private let blockSize: Int
  private let numbers: BufferSlot<Int32>
  private let columns: BufferSlot<Float>?

  /// A block takes about this many floats: half a megabyte.
  private static let blockElements = 1 << 17

  init(_ plan: inout LayerPlan, _ windows: TimeWindows) {
    self.windows = windows
    features = plan.input[2]
    let width = windows.size * features
    let total = plan.batch * windows.count
    blockSize = min(total, max(64, Self.blockElements / max(width, 1)))
    numbers = plan.scratch([blockSize, windows.size], batchAxis: nil)
    columns = windows.isTrivial ? nil : plan.scratch([blockSize, width], batchAxis: nil)
  }

  /// The shape of a block of gradients.
  var blockShape: Shape { [blockSize, windows.size * features] }

  /// The blocks of windows of a pass, taken over all samples.
  func blocks(_ pass: ForwardPass) -> [Range<Int>] {
    let total = pass.batch * windows.count
    return stride(from: 0, to: total, by: blockSize).map { $0..<min($0 + blockSize, total) }
  }

  /// The rows of a block of windows, `[windows, size · features]`.
  func rows(_ block: Range<Int>, _ pass: ForwardPass) -> TensorRef<Float> {
    guard let slot = columns else { return pass.denseInput.flattened.slices(block) }
    let rows = pass[slot].slices(0..<block.count)
    let numbers = list(block, pass)
    pass.kernels.gather(
      pass.denseInput.flattened, ids: numbers,
      into: rows.reshaped([numbers.count, features]))
    return rows
  }

  /// Adds the gradients of a block of rows to those of the steps that they came from.
  func scatter(
    _ gradients: TensorRef<Float>, _ block: Range<Int>, into target: TensorRef<Float>,
    _ pass: ForwardPass
  ) {
    let numbers = list(block, pass)
    pass.kernels.scatterAdd(
      gradients.reshaped([numbers.count, features]), places: numbers, into: target.flattened)
  }

  /// The rows of the input under each window of a block; −1 for what lies outside its sequence.
  private func list(_ block: Range<Int>, _ pass: ForwardPass) -> TensorRef<Int32> {
    let numbers = pass[numbers].slices(0..<block.count)
    numbers.listSteps(windows, from: block.lowerBound)
    return numbers.flat
  }
}

extension TensorRef where Scalar == Int32 {
  /// Writes the rows of the input under each window, beginning with window `first` of the batch.
  fileprivate func listSteps(_ windows: TimeWindows, from first: Int) {
    guard count > 0 else { return }
    let places = pointer
    for row in 0..<rows {
      let (sample, window) = (first + row).quotientAndRemainder(dividingBy: windows.count)
      var step = window * windows.stride - windows.before
      for tap in 0..<windows.size {
        let isInside = step >= 0 && step < windows.steps
        places[row * columns + tap] = isInside ? Int32(sample * windows.steps + step) : -1
        step += windows.dilation
      }
    }
  }
}
