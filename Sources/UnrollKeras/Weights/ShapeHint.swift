import UnrollNN
import UnrollTensor

/// Guesses from a weight of the wrong shape with which option its layer was saved.
struct ShapeHint {
  private let className: String
  private let sizes: [(option: String, value: Int)]

  init(_ entry: LayerEntry) {
    className = entry.className
    let options = (try? entry.kerasForm(name: nil))?["config"]?.object ?? [:]
    sizes = options.compactMap { key, value in
      if case .integer(let size) = value, size > 0 { (key, size) } else { nil }
    }.sorted { $0.option < $1.option }
  }

  /// A sentence for the error.
  func hint(expected: Shape, found: Shape) -> String {
    for (option, value) in sizes {
      guard let other = value.scaled(from: expected, to: found) else { continue }
      return "the file was saved with \(option)=\(other); load the architecture from the file, "
        + "or build \(className) with \(option)=\(other)"
    }
    return
      "the file belongs to a model of other sizes; load the architecture that was saved with it"
  }
}

extension Int {
  /// The size that, in place of this one, turns one shape into the other; nil if none does.
  fileprivate func scaled(from expected: Shape, to found: Shape) -> Int? {
    guard expected.rank == found.rank, expected != found else { return nil }
    var result: Int?
    for (old, new) in zip(expected.dimensions, found.dimensions) where old != new {
      guard old % self == 0, old > 0, new % (old / self) == 0 else { return nil }
      let size = new / (old / self)
      guard size > 0, result ?? size == size else { return nil }
      result = size
    }
    return result
  }
}
