import UnrollTensor

/// Keeps the largest value of each feature in windows of time.
///
/// - Input `[batch, time, features]`; output `[batch, windows, features]`. Parameters: none. The
///   mask ends here: padded steps compete, as in Keras.
/// - Keras: `MaxPooling1D`.
public struct MaxPooling1D: Layer {
  /// The handles of the layer.
  public struct Slots: Sendable {
    let windows: TimeWindows
    /// The step that held each maximum.
    let winners: BufferSlot<Int32>
  }

  /// Keras's name of the class.
  public static let className = "MaxPooling1D"
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
    let windows = try configuration.reduce(&plan, Self.className)
    return Slots(windows: windows, winners: plan.saved(plan.output))
  }

  /// Takes the maxima and notes where they stood.
  public func forward(_ slots: Slots, _ pass: ForwardPass) {
    pass.output.takeMaxima(of: pass.denseInput, slots.windows, winners: pass[slots.winners])
  }

  /// Hands the gradient to the steps that held the maxima, of several equals to the first.
  public func backward(_ slots: Slots, _ pass: BackwardPass) {
    guard let target = pass.inputGradient else { return }
    target.fill(0)
    target.addAtWinners(pass.outputGradient, pass[slots.winners])
  }
}

extension TensorRef where Scalar == Float {
  /// Sets `[B, windows, F]` to the maxima of `[B, T, F]` and notes their steps.
  fileprivate func takeMaxima(
    of input: TensorRef, _ windows: TimeWindows, winners: TensorRef<Int32>
  ) {
    let (steps, width) = (input.shape[1], columns)
    precondition(input.columns == width && winners.count == count, "pooling keeps the features")
    guard count > 0 else { return }
    for row in 0..<rows {
      let (sample, window) = row.quotientAndRemainder(dividingBy: windows.count)
      let (target, places) = (pointer + row * stride, winners.pointer + row * width)
      let covered = windows.covered(window)
      for step in covered {
        let source = input.pointer + (sample * steps + step) * input.stride
        let isFirst = step == covered.lowerBound
        for column in 0..<width where isFirst || source[column] > target[column] {
          target[column] = source[column]
          places[column] = Int32(step)
        }
      }
    }
  }

  /// Adds the gradients `[B, windows, F]` to this `[B, T, F]` where the maxima stood.
  fileprivate func addAtWinners(_ gradient: TensorRef, _ winners: TensorRef<Int32>) {
    let (steps, width, windows) = (shape[1], columns, gradient.shape[1])
    precondition(gradient.columns == width && winners.count == gradient.count, "shapes agree")
    guard gradient.count > 0 else { return }
    for row in 0..<gradient.rows {
      let start = row / windows * steps
      let (source, places) = (gradient.pointer + row * gradient.stride, winners.pointer)
      for column in 0..<width {
        let step = Int(places[row * width + column])
        pointer[(start + step) * stride + column] += source[column]
      }
    }
  }
}
