import UnrollTensor

/// Takes the mean of each feature in windows of time.
///
/// - Input `[batch, time, features]`; output `[batch, windows, features]`. Parameters: none. The
///   mask ends here. A window over an end of the sequence averages the steps inside.
/// - Keras: `AveragePooling1D`.
public struct AveragePooling1D: Layer {
  /// The handles of the layer.
  public struct Slots: Sendable {
    let windows: TimeWindows
  }

  /// Keras's name of the class.
  public static let className = "AveragePooling1D"
  /// The options.
  public let configuration: Pooling1DConfiguration

  /// Creates the layer from its options.
  public init(_ configuration: Pooling1DConfiguration) { self.configuration = configuration }

  /// Creates the layer for windows of a size.
  public init(_ poolSize: Int = 2, strides: Int? = nil, padding: WindowPadding = .valid) {
    self.init(
      .init(poolSize: Extent(poolSize), strides: strides.map { Extent($0) }, padding: padding))
  }

  /// Takes windows for steps.
  ///
  /// - Throws: `UnrollError` if the input is no sequence, or shorter than a window.
  public func plan(_ plan: inout LayerPlan) throws -> Slots {
    Slots(windows: try configuration.reduce(&plan, Self.className))
  }

  /// Takes the means.
  public func forward(_ slots: Slots, _ pass: ForwardPass) {
    let (input, output) = (pass.denseInput.flattened, pass.output.flattened)
    output.fill(0)
    slots.windows.forEachStep(of: output.rows) { row, step, share in
      output.addRow(row, input, step, times: share)
    }
  }

  /// Shares the gradient among the steps of each window.
  public func backward(_ slots: Slots, _ pass: BackwardPass) {
    guard let target = pass.inputGradient?.flattened else { return }
    let gradient = pass.outputGradient.flattened
    target.fill(0)
    slots.windows.forEachStep(of: gradient.rows) { row, step, share in
      target.addRow(step, gradient, row, times: share)
    }
  }
}

extension TimeWindows {
  /// Runs `body` for each step of each window of a batch, with its row and its share of the mean.
  fileprivate func forEachStep(of rows: Int, _ body: (Int, Int, Float) -> Void) {
    for row in 0..<rows {
      let (sample, window) = row.quotientAndRemainder(dividingBy: count)
      let covered = covered(window)
      let share = 1 / Float(covered.count)
      for step in covered { body(row, sample * steps + step, share) }
    }
  }
}

extension TensorRef where Scalar == Float {
  /// Adds a multiple of a row of another matrix to a row of this one.
  fileprivate func addRow(_ row: Int, _ other: TensorRef, _ otherRow: Int, times factor: Float) {
    precondition(row < rows && otherRow < other.rows && other.columns == columns, "rows agree")
    guard columns > 0 else { return }
    let (target, source) = (pointer + row * stride, other.pointer + otherRow * other.stride)
    for column in 0..<columns { target[column] += factor * source[column] }
  }
}
