/// The course of a training run, as Keras's `History` holds it.
public struct History: Sendable, Equatable, Codable {
  /// Each figure by epoch: `loss`, `accuracy`, and with validation `val_loss`, `val_accuracy`.
  public private(set) var history: [String: [Double]] = [:]
  /// The numbers of the epochs, counted from 0.
  public private(set) var epoch: [Int] = []

  /// Creates an empty history.
  public init() {}

  /// Appends the figures of one epoch.
  mutating func append(_ figures: [String: Double], epoch number: Int) {
    epoch.append(number)
    for (name, value) in figures { history[name, default: []].append(value) }
  }

  /// Whether every figure has a value for every epoch.
  var isWhole: Bool { history.values.allSatisfy { $0.count == epoch.count } }

  /// The last value of a figure.
  public func last(_ name: String) -> Double? { history[name]?.last }
  /// All values of a figure.
  public subscript(name: String) -> [Double] { history[name] ?? [] }
}
