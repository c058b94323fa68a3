import UnrollTensor

/// The elements of a dataset: where they lie, all of it checked to be in the file.
struct HDF5Contents {
  /// The parts of the file that hold the elements.
  enum Pieces {
    /// Nothing was written yet.
    case nothing
    /// All elements, one after another.
    case block(Range<Int>)
    case chunks(HDF5ChunkList, HDF5ChunkGrid)

    /// The bytes that the elements take in the file.
    var storedBytes: Int {
      switch self {
      case .nothing: 0
      case .block(let range): range.count
      case .chunks(let list, _): list.storedBytes
      }
    }
  }

  let source: HDF5Source
  let type: HDF5Datatype
  /// The number of elements.
  let count: Int
  let pieces: Pieces
  let filters: HDF5FilterList
  let fillValue: [UInt8]?

  /// Reads all elements into fresh memory, whose elements are zeros.
  func read(into target: inout some HDF5Target) throws {
    let number = HDF5Number(type)
    guard count > 0 else { return }
    switch pieces {
    case .nothing: try fill(&target, number)
    case .block(let range):
      try source.withBytes(range) { try target.put($0, at: 0, number) }
    case .chunks(let list, let grid):
      if list.chunks.count < grid.count { try fill(&target, number) }
      for chunk in list.chunks { try read(chunk, grid, list, into: &target, number) }
    }
  }

  /// Sets all elements to the fill value, which most often is zero.
  private func fill(_ target: inout some HDF5Target, _ number: HDF5Number) throws {
    guard let fillValue else { return }
    let perPiece = min(max(4096 / fillValue.count, 1), count)
    let piece = Array([[UInt8]](repeating: fillValue, count: perPiece).joined())
    var done = 0
    while done < count {
      let next = min(perPiece, count - done)
      try target.put(
        piece.span.bytes.extracting(0..<(next * fillValue.count)), at: done, number)
      done += next
    }
  }

  private func read(
    _ chunk: HDF5Chunk, _ grid: HDF5ChunkGrid, _ list: HDF5ChunkList,
    into target: inout some HDF5Target, _ number: HDF5Number
  ) throws {
    let isPlain = list.leavesEdges && grid.reachesBeyondEdge(chunk.index)
    if filters.filters.isEmpty || isPlain {
      guard chunk.bytes.count == list.chunkBytes else {
        throw HDF5Damage.error(
          "a chunk has not the size of its elements", at: chunk.bytes.lowerBound,
          expected: "\(list.chunkBytes) bytes", found: "\(chunk.bytes.count)")
      }
      try source.withBytes(chunk.bytes) { try put($0, chunk, grid, into: &target, number) }
      return
    }
    let filters = HDF5Filters(
      list: filters, chunkBytes: list.chunkBytes,
      verifiesChecksums: source.limits.verifiesChecksums)
    let elements = try filters.undo(source, chunk.bytes, mask: chunk.mask)
    try put(elements.span.bytes, chunk, grid, into: &target, number)
  }

  /// Puts the elements of a chunk where they belong, run by run.
  private func put(
    _ elements: RawSpan, _ chunk: HDF5Chunk, _ grid: HDF5ChunkGrid,
    into target: inout some HDF5Target, _ number: HDF5Number
  ) throws {
    try grid.eachRun(of: chunk.index) { from, to, count in
      let bytes = (from * type.size)..<((from + count) * type.size)
      try target.put(elements.extracting(bytes), at: to, number)
    }
  }
}
