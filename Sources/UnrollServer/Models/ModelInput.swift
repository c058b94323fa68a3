/// What a model is asked about: some samples.
package enum ModelInput: Sendable {
  /// Texts, for a text model.
  case texts([String])
  /// An array for each input of the model, all with the same number of samples.
  case arrays([SampleArray])

  /// The number of samples.
  package var count: Int {
    switch self {
    case .texts(let texts): texts.count
    case .arrays(let arrays): arrays.first?.count ?? 0
    }
  }

  /// Some of the samples.
  subscript(range: Range<Int>) -> ModelInput {
    switch self {
    case .texts(let texts): .texts(Array(texts[range]))
    case .arrays(let arrays): .arrays(arrays.map { $0[range] })
    }
  }

  /// Whether samples of both can be predicted together.
  func fits(_ other: ModelInput) -> Bool {
    switch (self, other) {
    case (.texts, .texts): true
    case (.arrays(let mine), .arrays(let theirs)): mine.map(\.shape) == theirs.map(\.shape)
    default: false
    }
  }

  /// Adds samples that fit.
  mutating func append(_ other: ModelInput) {
    switch (self, other) {
    case (.texts(let mine), .texts(let theirs)): self = .texts(mine + theirs)
    case (.arrays(var mine), .arrays(let theirs)):
      for index in mine.indices { mine[index].append(theirs[index]) }
      self = .arrays(mine)
    default: break
    }
  }
}
