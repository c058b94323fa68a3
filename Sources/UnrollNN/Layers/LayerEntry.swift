/// A layer in a model, with the facts that every layer shares.
public struct LayerEntry: Sendable {
  /// The layer itself.
  public var layer: any Layer
  /// Its name in the model; nil for Keras's automatic name, such as `lstm_1`.
  public var name: String?
  /// Whether training changes its weights.
  public var isTrainable: Bool
  /// Keras's seed, kept for its files, of a layer that does not keep it itself.
  package var seed: JSONValue?
  /// The penalty on what it puts out: Keras's `activity_regularizer`.
  public var activityRegularizer: Regularizer?

  /// Creates an entry.
  public init(
    _ layer: any Layer, name: String? = nil, isTrainable: Bool = true,
    activityRegularizer: Regularizer? = nil
  ) {
    self.layer = layer
    self.name = name
    self.isTrainable = isTrainable
    self.activityRegularizer = activityRegularizer
  }

  /// The same entry under another name.
  public func named(_ name: String) -> LayerEntry {
    var entry = self
    entry.name = name
    return entry
  }
  /// The same entry with weights that training leaves alone.
  public func frozen() -> LayerEntry {
    var entry = self
    entry.isTrainable = false
    return entry
  }
  /// The same entry with a penalty on what the layer puts out.
  public func penalizingActivity(_ regularizer: Regularizer) -> LayerEntry {
    var entry = self
    entry.activityRegularizer = regularizer
    return entry
  }

  /// Keras's name of the layer's class.
  public var className: String {
    (layer as? NestedModel)?.configuration.architecture.className ?? type(of: layer).className
  }
}

/// Gives layers the names that Keras would give: snake case of the class, numbered from the
/// second of a kind on.
struct LayerNamer {
  private var counts: [String: Int] = [:]

  /// The name of an entry: its own, or the next automatic one of its class.
  mutating func name(_ entry: LayerEntry) -> String {
    entry.name ?? next(entry.className.snakeCased())
  }

  /// The next free name with a stem: `lstm`, `lstm_1`, `lstm_2`.
  mutating func next(_ stem: String) -> String {
    let count = counts[stem, default: 0]
    counts[stem] = count + 1
    return count == 0 ? stem : "\(stem)_\(count)"
  }
}

extension String {
  /// Keras's snake case of a class name: `GlobalMaxPooling1D` becomes `global_max_pooling1d`.
  ///
  /// An underscore goes between any character and a capital that starts a lower-case run, and
  /// between a lower-case letter (not a digit) and a capital.
  package func snakeCased() -> String {
    let characters = Array(self)
    var result = ""
    for (index, character) in characters.enumerated() {
      if index > 0 && character.isUppercase {
        let startsRun = index + 1 < characters.count && characters[index + 1].isLowercase
        if startsRun || characters[index - 1].isLowercase { result += "_" }
      }
      result += character.lowercased()
    }
    return result
  }
}
