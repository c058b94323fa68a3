/// What a model takes and gives, by name, as clients see it.
package struct ModelSignature: Sendable {
  /// The only signature that Keras models have.
  static let name = "serving_default"

  /// What an element is.
  package enum Element: Sendable {
    case text, float, integer
  }

  /// An input or output.
  package struct Entry: Sendable {
    let name: String
    let element: Element
    /// The sizes of the axes of one sample; nil where the data decides.
    let shape: [Int?]

    /// Describes an input or output.
    package init(name: String, element: Element, shape: [Int?]) {
      (self.name, self.element, self.shape) = (name, element, shape)
    }
  }

  package let inputs: [Entry]
  package let outputs: [Entry]

  /// Describes a model.
  package init(inputs: [Entry], outputs: [Entry]) {
    (self.inputs, self.outputs) = (inputs, outputs)
  }

  /// Whether the model takes texts.
  var readsText: Bool { inputs.first?.element == .text }

  /// The place of a named input.
  func input(_ name: String) -> Int? { inputs.firstIndex { $0.name == name } }
}
