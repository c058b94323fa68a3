package import UnrollTensor

extension UnrollError {
  /// An error about a number of an array that is not finite.
  ///
  /// - Parameters:
  ///   - array: the array `[samples, …]`.
  ///   - name: what the array is called.
  /// - Returns: the error with the sample, counted from 0; nil if all numbers are finite.
  package static func notFinite(in array: Tensor<Float>, named name: String) -> UnrollError? {
    array.withRef { view in
      guard let place = view.firstNonFinite else { return nil }
      let samples = array.shape.rank > 0 ? max(array.shape[0], 1) : 1
      return notFinite(
        view.flat[0, place], path: [name, "sample \(place / max(view.count / samples, 1))"])
    }
  }

  /// An error about a number of the data that is not finite.
  static func notFinite(_ number: Float, path: [String]) -> UnrollError {
    UnrollError(
      .notFinite, "a number in the data is not finite", path: path, expected: "finite numbers",
      found: "\(number)",
      hint: "replace or leave out such samples; numpy.isfinite finds them")
  }
}

extension ArrayDataset {
  /// Refuses numbers that are infinite or none at all, in inputs and targets.
  ///
  /// - Throws: `UnrollError` that names the array and the sample, counted from 0.
  public func checkNumbers() throws {
    let all =
      inputArrays.enumerated().map { (Self.name("input", $0.offset, of: inputArrays), $0.element) }
      + targetArrays.enumerated().map {
        (Self.name("target", $0.offset, of: targetArrays), Optional($0.element))
      }
    for (name, array) in all {
      if let error = array.flatMap({ UnrollError.notFinite(in: $0, named: name) }) { throw error }
    }
  }

  private static func name(_ noun: String, _ index: Int, of all: [some Any]) -> String {
    all.count == 1 ? noun + "s" : "\(noun) \(index + 1) of \(all.count)"
  }
}
