import Foundation
import Unroll

/// What the workloads run on, read when it is first needed: the files that ``Preparation`` wrote,
/// which all peers read as well.
final class BenchData {
  /// The sizes of the notebook's models.
  static let (batch, time, features) = (32, 400, 300)
  /// How many reviews are kept as arrays: sixteen batches of 32, or two of 256.
  static let reviewCount = 512
  /// How many texts are kept as texts.
  static let textCount = 1024

  /// The folder of the files.
  let folder: URL
  /// OpenBLAS, for the ceilings; nil if there is none.
  let blas: String?

  init(folder: String, blas: String?) {
    self.folder = URL(filePath: folder)
    self.blas = blas
  }

  /// The path of a file in the folder.
  func path(_ name: String) -> String { folder.appending(path: name).path }

  /// The text model with the vectors of the reviews.
  private(set) lazy var pipeline = Result { try TextPipeline.load(path("lstm-300.keras")) }
  /// Reviews as they come in, in a random order.
  private(set) lazy var texts = Result {
    try JSONDecoder().decode(
      [String].self, from: Data(contentsOf: folder.appending(path: "texts.json")))
  }
  /// The first reviews as rows of the table of vectors.
  private(set) lazy var reviews = Result {
    let (encoder, labels) = (try pipeline.get().encoder, try labels.get())
    guard let vectors = encoder.vectors else { throw BenchError("the model has no vectors") }
    let ids = try encoder.encode(
      Array(try texts.get().prefix(Self.reviewCount)), labels: labels.scalars)
    return TextDataset(ids, vectors: vectors)
  }
  /// The labels of the first reviews.
  private(set) lazy var labels = Result { try NumPyFile.read(path("labels.npy")) }
  /// The first reviews as dense arrays, padded with zeros.
  private(set) lazy var dense = Result { try NumPyFile.read(path("reviews.npy")) }
  /// Random dense arrays without padding.
  private(set) lazy var full = Result { try NumPyFile.read(path("full.npy")) }
}

/// What stops a measurement.
struct BenchError: Error, CustomStringConvertible {
  /// What is wrong.
  let description: String

  init(_ description: String) { self.description = description }
}
