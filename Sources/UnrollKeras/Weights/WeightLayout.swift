import UnrollNN
import UnrollTensor

/// How a file arranges the weights of a model: Keras has had four ways so far.
///
/// A layout only finds arrays. Whether they fit the model is checked by ``WeightFile``, for all
/// layouts alike.
protocol WeightLayout {
  /// The arrays for the weights of a model, each weight in exactly one bundle.
  ///
  /// - Parameters:
  ///   - groups: the objects of the model that have weights.
  ///   - parameters: all weights of the model.
  /// - Returns: a bundle for each object or layer, with as many arrays as the file has for it.
  /// - Throws: `UnrollError` if the file is damaged, or arrays cannot be told apart.
  func bundles(_ groups: [WeightGroup], _ parameters: [Parameter]) throws -> [WeightBundle]

  /// The place of an array that belongs to no layer of the model; nil if there is none.
  func stranger(to groups: [WeightGroup]) throws -> String?

  /// What the optimizer kept; nil if the file has nothing of an optimizer.
  func optimizer() throws -> StoredOptimizer?
}

/// Arrays of a file, and the weights of one object, layer or model inside that they are for.
struct WeightBundle {
  /// Where the arrays lie in the file.
  let path: String
  /// The objects of the model that have these weights, at least one.
  let groups: [WeightGroup]
  /// The positions of the weights among all of the model, in the order of the file.
  let indices: [Int]
  /// The arrays that the file has; their number need not be that of the weights.
  let arrays: [StoredArray]
  /// Whether arrays are numbered, so that one that is missing has a known place.
  let isNumbered: Bool

  /// Checks number and shapes of the arrays.
  ///
  /// - Throws: `UnrollError` that names array, weight and layer.
  func check(_ parameters: [Parameter]) throws {
    guard arrays.count == indices.count else { throw wrongCount(parameters) }
    for (array, index) in zip(arrays, indices) {
      let (parameter, group) = (parameters[index], owner(of: index))
      guard array.shape == parameter.shape else {
        throw UnrollError(
          .shapeMismatch, "cannot load weights: shape mismatch",
          path: ["\(array.place) (\(parameter.name) of \(group.layer))"],
          expected: parameter.shape.description, found: array.shape.description,
          hint: ShapeHint(group.entry).hint(expected: parameter.shape, found: array.shape))
      }
    }
  }

  private func owner(of index: Int) -> WeightGroup {
    groups.first { $0.indices.contains(index) } ?? groups[0]
  }

  private func wrongCount(_ parameters: [Parameter]) -> UnrollError {
    let (needed, found) = (indices.count, arrays.count)
    guard found < needed else {
      return UnrollError(
        .shapeMismatch, "cannot load weights: too many of them",
        path: ["\(path) (\(groups[0].layer))"], expected: "\(needed)", found: "\(found)",
        hint: WeightFile.otherArchitecture)
    }
    let (place, missing) = (isNumbered ? "\(path)/\(found)" : path, indices[found])
    return UnrollError(
      .missingWeight, "cannot load weights: a weight is missing",
      path: ["\(place) (\(parameters[missing].name) of \(owner(of: missing).layer))"],
      expected: "\(needed) weights", found: "\(found)", hint: WeightFile.otherArchitecture)
  }
}
