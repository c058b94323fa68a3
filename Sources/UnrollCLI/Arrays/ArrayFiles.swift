import Unroll
import UnrollKeras
import UnrollNN
import UnrollTensor

/// The arrays that a model reads and is compared with, in the order of the command line.
struct ArrayFiles {
  private let inputs: [(path: String, array: Tensor<Float>)]
  private let targets: [(path: String, array: Tensor<Float>)]

  /// Reads files: those of the inputs first, then those of the targets.
  ///
  /// - Parameters:
  ///   - paths: the files.
  ///   - model: decides how many of them are inputs.
  /// - Throws: `UnrollError` that names the file, or says how many there should be.
  init(_ paths: [String], for model: Model) throws {
    let (inputCount, outputCount) = (model.inputCount, model.outputCount)
    guard paths.count == inputCount + outputCount else {
      throw UnrollError(
        .invalidInput, "the number of arrays does not fit the model",
        path: [paths.joined(separator: ", ")],
        expected: "\(Self.count(inputCount, "input")), then \(Self.count(outputCount, "target"))",
        found: "\(paths.count)", hint: "name the arrays in the order of the model")
    }
    let arrays = try paths.map { (path: $0, array: try NumPyFile.read($0)) }
    (inputs, targets) = (Array(arrays[..<inputCount]), Array(arrays[inputCount...]))
    let first = arrays[0]
    for (path, array) in arrays {
      guard array.shape.rank > 0, array.shape[0] == first.array.shape[0] else {
        throw UnrollError(
          .shapeMismatch, "the arrays differ in the number of samples", path: [path],
          expected: "\(first.array.shape.rank > 0 ? first.array.shape[0] : 0) as in \(first.path)",
          found: array.shape.description,
          hint: "give arrays whose first axis counts the same samples")
      }
    }
  }

  private init(
    inputs: [(path: String, array: Tensor<Float>)],
    targets: [(path: String, array: Tensor<Float>)]
  ) {
    (self.inputs, self.targets) = (inputs, targets)
  }

  private static func count(_ number: Int, _ noun: String) -> String {
    "\(number) \(noun)\(number == 1 ? "" : "s")"
  }

  /// The number of samples.
  var count: Int { inputs.first?.array.shape[0] ?? 0 }
  /// What messages call the arrays.
  var name: String { (inputs + targets).map(\.path).joined(separator: ", ") }

  /// Refuses numbers that are infinite or none at all.
  ///
  /// - Throws: `UnrollError` that names the file and the sample, counted from 0.
  func checkNumbers() throws {
    for (path, array) in inputs + targets {
      if let error = UnrollError.notFinite(in: array, named: path) { throw error }
    }
  }

  /// Some of the samples.
  func samples(_ range: Range<Int>) -> ArrayFiles {
    ArrayFiles(
      inputs: inputs.map { ($0.path, $0.array.rows(range)) },
      targets: targets.map { ($0.path, $0.array.rows(range)) })
  }

  /// The class of each sample: the number in its target, or the place of the largest number.
  ///
  /// - Throws: `UnrollError` if the model puts out more than one array, or targets are no classes.
  func classes() throws -> [Int] {
    guard targets.count == 1, let (path, target) = targets.first, target.shape.rank <= 2 else {
      throw UnrollError(
        .invalidInput, "--class-weight needs one class for each sample", path: [name],
        hint: "give --sample-weight")
    }
    let (numbers, width) = (target.scalars, target.shape.rank == 2 ? target.shape[1] : 1)
    guard width > 1 else {
      return try numbers.map { number in
        guard let value = Int(exactly: number.rounded()) else {
          throw UnrollError(
            .invalidInput, "a target is no class", path: [path], expected: "whole numbers",
            found: "\(number)", hint: "give --sample-weight in place of --class-weight")
        }
        return value
      }
    }
    return stride(from: 0, to: numbers.count, by: width).map { start in
      (0..<width).max { numbers[start + $0] < numbers[start + $1] } ?? 0
    }
  }

  /// The samples in the form that a model reads, held against what it reads and puts out.
  ///
  /// - Throws: `UnrollError` that names the files.
  func dataset(for trainer: Trainer) throws -> ArrayDataset {
    try locating(name) {
      let dataset = try ArrayDataset(
        inputs: inputs.map(\.array), targets: targets.map(\.array), for: trainer.model.architecture)
      try trainer.check(dataset)
      return dataset
    }
  }
}

extension Tensor where Scalar == Float {
  /// Some of the slices along the first axis, copied.
  fileprivate func rows(_ range: Range<Int>) -> Tensor {
    withRef { view in
      Tensor(shape: shape.withFirst(range.count)) { $0.assign(view.slices(range)) }
    }
  }
}
