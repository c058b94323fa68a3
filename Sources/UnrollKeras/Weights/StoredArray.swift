import UnrollArchive
import UnrollHDF5
import UnrollTensor

/// An array in a file, whose shape is known before its numbers are read.
struct StoredArray {
  /// Where it lies in its file, as errors name it.
  let place: String
  /// Its shape as the model is to see it.
  let shape: Shape
  private let source: Source

  private enum Source {
    case dataset(HDF5Dataset)
    case made(() throws -> Tensor<Float>)
  }

  /// An array that lies in the file as the model wants it.
  init(_ dataset: HDF5Dataset, place: String) {
    self.place = place
    shape = dataset.shape
    source = .dataset(dataset)
  }

  /// An array that is made from others when it is asked for.
  init(place: String, shape: Shape, _ make: @escaping () throws -> Tensor<Float>) {
    self.place = place
    self.shape = shape
    source = .made(make)
  }

  /// The numbers.
  ///
  /// - Throws: `UnrollError` if they are damaged, or no numbers.
  func floats() throws -> Tensor<Float> {
    switch source {
    case .dataset(let dataset): try BrainFloats(dataset)?.floats() ?? dataset.floats()
    case .made(let make): try make()
    }
  }

  /// The only number of a scalar, such as a count of steps.
  ///
  /// - Throws: `UnrollError` if there are more, or none that is whole.
  func integer() throws -> Int64 {
    if case .dataset(let dataset) = source { return try dataset.integer() }
    guard let number = try floats().scalars.first, let whole = Int64(exactly: number) else {
      throw UnrollError(
        .corruptFile, "a whole number was looked for", path: [place],
        hint: Advice.copyAgain)
    }
    return whole
  }
}

/// 16-bit brain floats, which HDF5 has no type for: Keras stores their bytes and says so beside.
private struct BrainFloats {
  private let dataset: HDF5Dataset

  init?(_ dataset: HDF5Dataset) throws {
    guard dataset.element == .opaque(bytes: 2), try dataset.attributes.has("dtype"),
      try dataset.attributes.string("dtype") == "bfloat16"
    else { return nil }
    self.dataset = dataset
  }

  func floats() throws -> Tensor<Float> {
    let bytes = try dataset.bytes()
    let scalars = stride(from: 0, to: bytes.count - 1, by: 2).map { index in
      Float(bitPattern: UInt32(bytes[index + 1]) << 24 | UInt32(bytes[index]) << 16)
    }
    return Tensor(shape: dataset.shape, scalars: scalars)
  }
}
