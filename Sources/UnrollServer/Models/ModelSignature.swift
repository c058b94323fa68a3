/// What a model takes and gives, by name, as clients see it.
struct ModelSignature: Sendable {
  /// The only signature that Keras models have.
  static let name = "serving_default"

  /// What an element is.
  enum Element: Sendable {
    case text, float, integer
  }

  /// An input or output.
  struct Entry: Sendable {
    let name: String
    let element: Element
    /// The sizes of the axes of one sample; nil where the data decides.
    let shape: [Int?]
  }

  let inputs: [Entry]
  let outputs: [Entry]

  /// Whether the model takes texts.
  var readsText: Bool { inputs.first?.element == .text }

  /// The place of a named input.
  func input(_ name: String) -> Int? { inputs.firstIndex { $0.name == name } }
}
