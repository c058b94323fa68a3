/// How much gradient reaches each time step: the document `unroll-gradients-1`.
///
/// A curve tells how strongly the last state of a recurrent layer still depends on what was read
/// some steps before: the Frobenius norm of the derivative of the state after the last step by the
/// vector that was read at the distance, averaged over texts.
public struct GradientReach: InsightDocument, Equatable {
  /// The curve of one model.
  public struct Curve: Sendable, Codable, Equatable {
    /// The name of the model.
    public var name: String
    /// Keras's name of the recurrent cell.
    public var className: String
    /// The number of steps between what was read and the end: 0 is the last step.
    public var distance: [Int]
    /// The mean norm at that distance.
    public var norm: [Double]

    /// The distance up to which a share of the norm at distance 0 arrives.
    ///
    /// - Parameter share: the share, such as a hundredth.
    /// - Returns: the largest distance at which at least so much arrives; nil if the curve is empty.
    public func reach(share: Double) -> Int? {
      guard let first = norm.first, first > 0 else { return distance.first }
      return Array(zip(distance, norm)).last { $1 >= share * first }?.0
    }
  }

  /// The name of the format.
  public var format = "unroll-gradients-1"
  /// A curve for each model.
  public var curves: [Curve]
  /// The number of texts that the norms are means over.
  public var texts: Int
  /// The number of steps of each text; longer ones were cut.
  public var steps: Int

  /// Puts curves together.
  public init(curves: [Curve], texts: Int, steps: Int) {
    (self.curves, self.texts, self.steps) = (curves, texts, steps)
  }
}
