import UnrollTensor

/// Divides by the Euclidean length along an axis.
///
/// - Input: any shape `[batch, …]`. Output: the same shape. Parameters: none.
/// - Keras: `UnitNormalization`. Several axes must be neighbours.
public struct UnitNormalization: Layer {
  /// The options of the layer.
  public struct Configuration: LayerConfiguration {
    /// The axes that get length 1 together.
    public var axis = Axes(-1)
    /// The options at their defaults.
    public static let template = Configuration()
  }

  /// The handles of the layer.
  public struct Slots: Sendable {
    let lanes: Lanes
    /// Input, output and gradient as rows, where the axes are not the last ones.
    let input, output, gradient: BufferSlot<Float>?
  }

  /// Keras's name of the class.
  public static let className = "UnitNormalization"
  /// The options.
  public let configuration: Configuration

  /// Creates the layer from its options.
  public init(_ configuration: Configuration) { self.configuration = configuration }
  /// Creates the layer for an axis.
  public init(axis: Int = -1) { self.init(.init(axis: Axes(axis))) }
  /// Creates the layer for several axes.
  public init(axes: [Int]) { self.init(.init(axis: Axes(axes))) }

  /// The output has the shape of the input.
  ///
  /// - Throws: `UnrollError` if there are no such axes.
  public func plan(_ plan: inout LayerPlan) throws -> Slots {
    let lanes = Lanes(plan.input, try configuration.axis.range(in: plan.input, Self.className))
    let trains = plan.mode == .training
    plan.readsOutputAgain = false
    return Slots(
      lanes: lanes, input: lanes.isLast ? nil : plan.saved(plan.input),
      output: lanes.isLast ? nil : plan.scratch(plan.input, in: .forward),
      gradient: lanes.isLast || !trains ? nil : plan.scratch(plan.input, in: .backward))
  }

  /// Divides by the length; rows of zeros stay.
  public func forward(_ slots: Slots, _ pass: ForwardPass) {
    let rows = slots.lanes.matrix(pass.denseInput, slots.input.map { pass[$0] }, pass.kernels)
    let target = slots.lanes.target(pass.output, slots.output.map { pass[$0] })
    target.divideByLength(rows)
    slots.lanes.bringBack(target, to: pass.output, pass.kernels)
  }

  /// Takes the gradient back.
  public func backward(_ slots: Slots, _ pass: BackwardPass) {
    guard let target = pass.inputGradient else { return }
    let rows = slots.lanes.target(pass.forward.denseInput, slots.input.map { pass[$0] })
    let gradient = slots.lanes.matrix(
      pass.outputGradient, slots.gradient.map { pass[$0] }, pass.kernels)
    let result = slots.gradient == nil ? slots.lanes.target(target, nil) : gradient
    result.lengthGradient(rows, gradient)
    slots.lanes.bringBack(result, to: target, pass.kernels)
  }
}

extension TensorRef where Scalar == Float {
  /// The largest factor, which rows of zeros get.
  private static var largest: Float { 1e12 }

  /// Sets each row to a row of `input` of length 1.
  fileprivate func divideByLength(_ input: TensorRef) {
    precondition(input.rows == rows && input.columns == columns, "rows keep their shape")
    guard count > 0 else { return }
    for row in 0..<rows {
      let (source, target) = (input.pointer + row * input.stride, pointer + row * stride)
      let factor = Self.factor(source, columns)
      for column in 0..<columns { target[column] = factor * source[column] }
    }
  }

  /// Sets each row to the gradient of the input; this view may be `gradient`.
  fileprivate func lengthGradient(_ input: TensorRef, _ gradient: TensorRef) {
    precondition(input.rows == rows && input.columns == columns, "rows keep their shape")
    guard count > 0 else { return }
    for row in 0..<rows {
      let (source, target) = (input.pointer + row * input.stride, pointer + row * stride)
      let outer = gradient.pointer + row * gradient.stride
      let factor = Self.factor(source, columns)
      var product: Float = 0
      for column in 0..<columns { product += outer[column] * (factor * source[column]) }
      if factor == Self.largest { product = 0 }
      for column in 0..<columns {
        target[column] = factor * (outer[column] - factor * source[column] * product)
      }
    }
  }

  private static func factor(_ row: UnsafeMutablePointer<Float>, _ columns: Int) -> Float {
    var squares: Float = 0
    for column in 0..<columns { squares += row[column] * row[column] }
    return min(1 / squares.squareRoot(), largest)
  }
}
