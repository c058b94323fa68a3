import ArgumentParser
import Unroll
import UnrollKeras
import UnrollTensor

/// How much each sample counts in the loss of `fit`.
struct WeightOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "How much the samples of classes count, as in 0=1,1=2.5; all others count 1.",
      valueName: "class=weight,…"))
  var classWeight: String?

  @Option(
    help: ArgumentHelp(
      "How much each sample counts: an array [samples] or [samples, 1].", valueName: "w.npy"),
    completion: .file(extensions: ["npy"]))
  var sampleWeight: String?

  func validate() throws {
    guard classWeight == nil || sampleWeight == nil else {
      throw ValidationError("Give --class-weight or --sample-weight, not both.")
    }
    _ = try classWeights()
  }

  /// The weight of each sample; nil if all count the same.
  ///
  /// - Parameters:
  ///   - samples: the samples.
  ///   - allowsNonFinite: whether weights may be infinite or no numbers.
  /// - Returns: the weights of their classes, or those of the file.
  /// - Throws: `UnrollError` that names the file if the weights do not fit.
  func weights(of samples: ArrayFiles, allowsNonFinite: Bool) throws -> [Float]? {
    if let sampleWeight {
      let weights = try NumPyFile.read(sampleWeight)
      guard [[samples.count], [samples.count, 1]].contains(weights.shape) else {
        throw UnrollError(
          .shapeMismatch, "there must be one weight for each sample", path: [sampleWeight],
          expected: "[\(samples.count)]", found: weights.shape.description,
          hint: "write the array with numpy.save, a number for each sample")
      }
      if let error = UnrollError.notFinite(in: weights, named: sampleWeight), !allowsNonFinite {
        throw error
      }
      return weights.scalars
    }
    return try classWeights().map { weights in
      try samples.classes().map { weights[$0] ?? 1 }
    }
  }

  private func classWeights() throws -> [Int: Float]? {
    guard let classWeight else { return nil }
    let pairs = try classWeight.split(separator: ",", omittingEmptySubsequences: false).map {
      let parts = $0.split(separator: "=", omittingEmptySubsequences: false)
      guard parts.count == 2, let number = Int(parts[0]), number >= 0,
        let weight = Float(parts[1]), weight.isFinite
      else {
        throw ValidationError("--class-weight is written as in 0=1,1=2.5, not \(classWeight).")
      }
      return (number, weight)
    }
    return try Dictionary(pairs) { _, _ in
      throw ValidationError("--class-weight gives a class twice: \(classWeight).")
    }
  }
}
