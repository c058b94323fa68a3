/// A request of the Open Inference Protocol as it stands in the body, before a model looks at it.
struct InferRequest {
  /// An input.
  struct Tensor {
    var name = ""
    var type = ""
    var shape: [Int] = []
    var content = Content.none
    /// How many bytes after the JSON are its content.
    var binarySize: Int?
  }

  /// What an input holds.
  enum Content {
    case none
    case numbers([Float])
    /// `true` as 1, `false` as 0.
    case truths([Float])
    case texts([String])
    case bytes(ArraySlice<UInt8>)
  }

  /// An output that is asked for.
  struct Output {
    var name = ""
    /// Whether it is wanted as bytes after the JSON; nil if the request does not say.
    var isBinary: Bool?
  }

  var id: String?
  var inputs: [Tensor] = []
  var outputs: [Output]?
  /// Whether outputs are wanted as bytes where they do not say themselves.
  var areOutputsBinary = false
}
