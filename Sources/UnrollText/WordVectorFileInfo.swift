import UnrollArchive
import UnrollTensor

/// What the beginning of a file of word vectors says about it, without reading the vectors.
public struct WordVectorFileInfo: Hashable, Sendable {
  /// The format that the content shows.
  public let format: WordVectorFormat
  /// Whether the file is compressed with gzip.
  public let isCompressed: Bool
  /// The number of words that the first line promises; nil for GloVe, which has no such line.
  public let count: Int?
  /// The number of elements of a vector that the first line promises; nil for GloVe.
  public let dimension: Int?

  /// Reads the beginning of a file.
  ///
  /// - Parameter path: The file.
  /// - Throws: `UnrollError` that names the file if it cannot be read or holds something else.
  public init(contentsOf path: String) throws {
    let stream = try ByteStream(path: path)
    let start = try stream.read(upTo: 64 << 10)
    let layout = try locating(path) { try VectorFileFormat(startingWith: start.span, path: path) }
    isCompressed = stream.isCompressed
    count = layout.header?.count
    dimension = layout.header?.dimension
    format =
      switch (layout.layout, layout.header) {
      case (.binary, _): .word2VecBinary
      case (.text, .some): .word2VecText
      case (.text, nil): .gloVeText
      }
  }
}
