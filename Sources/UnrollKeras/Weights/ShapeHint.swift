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
    for axis in 0..<expected.rank {
      let factor = factor(expected[axis], isLast: axis == expected.rank - 1)
      // What stays must not depend on this size, and what changes must.
      guard (expected[axis] == found[axis]) == (factor == nil) else { return nil }
      guard let factor else { continue }
      guard found[axis] % factor == 0, result ?? found[axis] / factor == found[axis] / factor
      else { return nil }
      result = found[axis] / factor
    }
    return result
  }

  /// How many times this size an axis is: once, or on the last axis once for each of up to four
  /// gates; nil if it has nothing to do with this size.
  private func factor(_ size: Int, isLast: Bool) -> Int? {
    guard size % self == 0, (1...(isLast ? 4 : 1)).contains(size / self) else { return nil }
    return size / self
  }
}
