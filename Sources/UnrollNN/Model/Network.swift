/// A model as one flat graph.
///
/// It has every layer once, and every call of a layer in an order in which the calls can run. Models
/// inside models are laid out into it; plans are made of it.
package struct Network: Sendable {
  /// A number that flows through the graph.
  package enum Value: Hashable, Sendable {
    /// An input of the model, by its position.
    case input(Int)
    /// An output of a call, by the positions of both.
    case output(call: Int, index: Int)
  }

  /// A layer with the place where it stands.
  package struct Layer: Sendable {
    /// The layer and the facts that every layer shares.
    package let entry: LayerEntry
    /// Its name in its model.
    package let name: String
    /// The names of the models around it, outermost first.
    package let path: [String]
    /// Whether neither it nor a model around it is frozen.
    package let isTrainable: Bool

    /// The full name: `encoder/lstm`.
    package var fullName: String { (path + [name]).joined(separator: "/") }
  }

  /// One use of a layer; a layer that is used twice has two, with the same weights.
  package struct Call: Sendable {
    /// The position of the layer.
    package let layer: Int
    /// What the layer reads.
    package let inputs: [Value]
    /// Options of the call itself, by Keras's names, such as `use_causal_mask`.
    package let options: [String: JSONValue]
  }

  /// What the model reads.
  package let inputs: [Input]
  /// All layers, in the order in which Keras lists them.
  package let layers: [Layer]
  /// All calls, each after those that it reads.
  package let calls: [Call]
  /// What the model puts out.
  package let outputs: [Value]
  /// The layers of each element of the architecture: none for an input, several for a model inside.
  package let elements: [Range<Int>]
  /// What became of the values of the architecture itself, without models inside it.
  package let tensors: [Functional.Tensor: Value]

  /// The number of samples of every batch, where a stateful model fixes it.
  package var batch: Int? {
    let isStateful = layers.contains(where: \.entry.layer.isStateful)
    return isStateful ? inputs.lazy.compactMap(\.batch).first : nil
  }

  /// The form in which arrays for each input arrive.
  package var arrayForms: [InputForm] { inputs.map(\.arrayForm) }

  /// The calls that read a value, once for each position at which they do.
  func readers() -> [Value: [Int]] {
    var readers: [Value: [Int]] = [:]
    for (index, call) in calls.enumerated() {
      for value in call.inputs { readers[value, default: []].append(index) }
    }
    return readers
  }

  /// For each input whether all that read it read integers.
  package var readTokens: [Bool] {
    let readers = readers()
    return inputs.indices.map { index in
      let calls = readers[.input(index)] ?? []
      return !calls.isEmpty
        && calls.allSatisfy { type(of: layers[self.calls[$0].layer].entry.layer).readsTokens }
    }
  }
}
