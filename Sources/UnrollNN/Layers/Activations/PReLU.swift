import UnrollTensor

/// x, or a learned multiple of it below zero, one for each place of the input.
///
/// - Input: any shape `[batch, …]`. Output: the same shape.
///
/// | parameter | shape | Keras path |
/// |---|---|---|
/// | `alpha` | that of the input without the batch, 1 along shared axes | `alpha` |
///
/// - Keras: `PReLU`.
public struct PReLU: Layer {
  /// The options of the layer.
  public struct Configuration: LayerConfiguration {
    /// How the slopes start.
    public var alphaInitializer = Initializer.zeros
    /// The penalty on the slopes.
    public var alphaRegularizer: Regularizer?
    /// What the slopes are made to obey.
    public var alphaConstraint: Constraint?
    /// The axes along which a slope is shared, counted from 1.
    public var sharedAxes: Axes?
    /// The options at their defaults.
    public static let template = Configuration()
  }

  /// The handles of the layer.
  public struct Slots: Sendable {
    let alpha: ParameterSlot
    /// The place of the slope of each element of a sample.
    let places: BroadcastPlaces
  }

  /// Keras's name of the class.
  public static let className = "PReLU"
  /// The options.
  public let configuration: Configuration

  /// Creates the layer from its options.
  public init(_ configuration: Configuration) { self.configuration = configuration }
  /// Creates the layer with slopes that are shared along some axes, counted from 1.
  public init(sharedAxes: [Int]? = nil, alphaInitializer: Initializer = .zeros) {
    self.init(.init(alphaInitializer: alphaInitializer, sharedAxes: sharedAxes.map { Axes($0) }))
  }

  /// Declares the slopes.
  ///
  /// - Throws: `UnrollError` if a shared axis is none of the input's.
  public func plan(_ plan: inout LayerPlan) throws -> Slots {
    var shape = plan.input.droppingFirst()
    for axis in configuration.sharedAxes?.values ?? [] {
      guard axis > 0 && axis < plan.input.rank else {
        throw UnrollError(
          .shapeMismatch, "PReLU shares slopes along an axis that its input has not",
          expected: "shared_axes from 1 to \(plan.input.rank - 1)", found: "\(axis)")
      }
      shape[axis - 1] = 1
    }
    plan.readsOutputAgain = false
    return Slots(
      alpha: plan.parameter(
        "alpha", shape, configuration.alphaInitializer,
        regularizer: configuration.alphaRegularizer, constraint: configuration.alphaConstraint),
      places: BroadcastPlaces(shape, in: plan.input.droppingFirst()))
  }

  /// Applies the function.
  public func forward(_ slots: Slots, _ pass: ForwardPass) {
    let (input, alpha) = (pass.denseInput.flattened, pass[slots.alpha].flat)
    slots.places.forEachRow(samples: pass.batch) { row, start, step in
      pass.output.flattened.rectify(input, alpha, row, start: start, step: step)
    }
  }

  /// Takes the gradient back to the input, and below zero to the slopes.
  public func backward(_ slots: Slots, _ pass: BackwardPass) {
    let (input, alpha) = (pass.forward.denseInput.flattened, pass[slots.alpha].flat)
    let alphaGradient = pass.gradient(of: slots.alpha).flat
    let (gradient, target) = (pass.outputGradient.flattened, pass.inputGradient?.flattened)
    slots.places.forEachRow(samples: pass.forward.batch) { row, start, step in
      alphaGradient.addSlopes(gradient, input, row, start: start, step: step)
      target?.rectifyGradient(gradient, input, alpha, row, start: start, step: step)
    }
  }
}

// The slope of a row's column lies `step` after that of the column before; the first at `start`.
extension TensorRef where Scalar == Float {
  /// Writes a row of the rectified input.
  fileprivate func rectify(
    _ input: TensorRef, _ alpha: TensorRef, _ row: Int, start: Int, step: Int
  ) {
    guard columns > 0 else { return }
    let (source, target) = (input.pointer + row * input.stride, pointer + row * stride)
    let slopes = alpha.pointer + start
    for column in 0..<columns {
      let x = source[column]
      target[column] = x > 0 ? x : slopes[column * step] * x
    }
  }

  /// Writes a row of the input's gradient; at zero it is zero, as in Keras.
  fileprivate func rectifyGradient(
    _ gradient: TensorRef, _ input: TensorRef, _ alpha: TensorRef, _ row: Int, start: Int,
    step: Int
  ) {
    guard columns > 0 else { return }
    let (source, target) = (input.pointer + row * input.stride, pointer + row * stride)
    let (outer, slopes) = (gradient.pointer + row * gradient.stride, alpha.pointer + start)
    for column in 0..<columns {
      let (x, slope) = (source[column], slopes[column * step])
      target[column] = x > 0 ? outer[column] : x < 0 ? slope * outer[column] : 0
    }
  }

  /// Adds what a row of the input gives to the gradient of the slopes.
  fileprivate func addSlopes(
    _ gradient: TensorRef, _ input: TensorRef, _ row: Int, start: Int, step: Int
  ) {
    guard input.columns > 0 else { return }
    let source = input.pointer + row * input.stride
    let (outer, slopes) = (gradient.pointer + row * gradient.stride, pointer + start)
    for column in 0..<input.columns where source[column] < 0 {
      slopes[column * step] += source[column] * outer[column]
    }
  }
}
