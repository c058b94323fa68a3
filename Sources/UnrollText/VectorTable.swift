public import UnrollArchive
public import UnrollTensor

/// The vectors of a vocabulary: a matrix `[count, dimension]` in memory or in a mapped file.
public struct VectorTable: Sendable {
  private enum Storage: Sendable {
    case tensor(Tensor<Float>)
    case file(FileBytes)
  }

  private let storage: Storage
  /// The number of vectors.
  public let count: Int
  /// The number of elements of a vector.
  public let dimension: Int

  /// Takes the vectors of a matrix.
  ///
  /// - Parameter matrix: The vectors as rows.
  /// - Precondition: the matrix has two axes.
  public init(_ matrix: Tensor<Float>) {
    precondition(matrix.shape.rank == 2, "a table of vectors has two axes")
    storage = .tensor(matrix)
    count = matrix.shape[0]
    dimension = matrix.shape[1]
  }

  /// Takes little-endian floats where they lie, usually in a mapped file.
  ///
  /// - Parameters:
  ///   - bytes: The vectors, one after another.
  ///   - count: The number of vectors.
  ///   - dimension: The number of elements of a vector.
  /// - Throws: `UnrollError` if the number of bytes is wrong or they are not aligned to 4.
  public init(_ bytes: FileBytes, count: Int, dimension: Int) throws {
    let (elements, overflow) = count.multipliedReportingOverflow(by: dimension)
    guard count >= 0, dimension >= 0, !overflow, elements <= Int.max / 4,
      bytes.count == 4 * elements
    else {
      throw UnrollError(
        .corruptFile, "the table of word vectors has the wrong size",
        expected: "\(count) vectors of \(dimension) numbers", found: "\(bytes.count) bytes",
        hint: Advice.copyAgain)
    }
    let isAligned = bytes.withBytes { span in
      span.withUnsafeBytes { Int(bitPattern: $0.baseAddress) % MemoryLayout<Float>.alignment == 0 }
    }
    guard isAligned else {
      throw UnrollError(
        .corruptFile, "the table of word vectors does not begin at a multiple of 4 bytes",
        hint: "save the file again with Unroll")
    }
    storage = .file(bytes)
    self.count = count
    self.dimension = dimension
  }

  /// Calls `body` with a view `[count, dimension]` that must not be written through.
  ///
  /// - Parameter body: Uses the view.
  /// - Returns: What `body` returns.
  /// - Throws: What `body` throws.
  public func withRef<Result>(_ body: (TensorRef<Float>) throws -> Result) rethrows -> Result {
    switch storage {
    case .tensor(let matrix): return try matrix.withRef(body)
    case .file(let bytes):
      return try bytes.withBytes { span in
        try span.withUnsafeBytes { raw in
          let base = raw.assumingMemoryBound(to: Float.self).baseAddress
          return try body(
            TensorRef(base: UnsafeMutablePointer(mutating: base), shape: [count, dimension]))
        }
      }
    }
  }

  /// Calls `body` with the elements in row-major order.
  func withElements<Result>(_ body: (Span<Float>) throws -> Result) rethrows -> Result {
    switch storage {
    case .tensor(let matrix): return try matrix.withRef { try $0.withSpan(body) }
    case .file(let bytes):
      return try bytes.withBytes { span in
        try span.withUnsafeBytes { try body($0.assumingMemoryBound(to: Float.self).span) }
      }
    }
  }

  /// One vector.
  ///
  /// - Precondition: the index lies in `0..<count`.
  public subscript(index: Int) -> [Float] {
    precondition(index >= 0 && index < count, "the vector lies outside the table")
    return withElements { elements in
      (index * dimension..<(index + 1) * dimension).map { elements[$0] }
    }
  }

  /// All vectors as a matrix `[count, dimension]`; copied only if they lie in a file.
  public func toTensor() -> Tensor<Float> {
    switch storage {
    case .tensor(let matrix): matrix
    case .file: Tensor(shape: [count, dimension], scalars: withRef { $0.toArray() })
    }
  }
}

extension VectorTable: RowTable {
  /// The number of words.
  public var rowCount: Int { count }
  /// The number of elements of a vector.
  public var columnCount: Int { dimension }
  /// A view of the matrix; its memory, a tensor's or a mapping, lives as long as the table.
  public var view: TensorRef<Float> { withRef { $0 } }
}

extension VectorTable {
  /// The matrix as bytes, row after row, little-endian, as a file holds it; a mapped file is
  /// handed on without a copy.
  public func littleEndianBytes() -> FileBytes {
    if case .file(let bytes) = storage { return bytes }
    return withElements { FileBytes($0.bytes.withUnsafeBytes { Array($0) }) }
  }
}
