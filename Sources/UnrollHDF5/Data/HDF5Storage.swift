import UnrollTensor

/// What the header of a dataset says of its elements: how many, of what type, and where.
struct HDF5Storage: Sendable {
  let space: HDF5Dataspace
  let type: HDF5Datatype
  private let layout: HDF5Layout
  private let filters: HDF5FilterList
  private let fillValue: [UInt8]?

  /// Reads the messages; refuses data that lies elsewhere, and unknown filters.
  init(_ visit: HDF5Visit, _ header: HDF5ObjectHeader) throws {
    guard let space = header.first(.dataspace), let type = header.first(.datatype),
      let layout = header.first(.layout)
    else {
      throw HDF5Damage.error(
        "a dataset lacks its shape, type or layout", at: visit.source.base + header.address)
    }
    guard header.first(.externalFiles) == nil else {
      throw UnrollError(
        .unsupported, "data outside the file is not read", expected: "a dataset of this file",
        found: "a dataset in external files")
    }
    self.space = try HDF5Dataspace(visit.contents(space))
    self.type = try HDF5Datatype(visit.contents(type))
    self.layout = try HDF5Layout(visit.contents(layout))
    filters = try header.first(.filters).map { try HDF5FilterList(visit.contents($0)) } ?? .init()
    fillValue = try HDF5FillValue.bytes(visit, header)
    try check(at: visit.source.base + header.address)
  }

  /// Refuses parts that contradict each other.
  private func check(at position: Int) throws {
    if case .chunked(let chunks) = layout {
      guard chunks.dimensions.count == space.dimensions.count, chunks.elementBytes == type.size
      else {
        throw HDF5Damage.error(
          "the chunks of a dataset do not fit its shape", at: position,
          expected: "\(space.dimensions.count) axes, elements of \(type.size) bytes",
          found: "\(chunks.dimensions.count) axes, elements of \(chunks.elementBytes) bytes")
      }
    }
    guard fillValue == nil || fillValue?.count == type.size else {
      throw HDF5Damage.error(
        "the fill value is no element", at: position, expected: "\(type.size) bytes",
        found: "\(fillValue?.count ?? 0)")
    }
  }

  /// Finds the elements in the file, and holds the memory that they need against the budgets.
  ///
  /// - Parameters:
  ///   - visit: the request.
  ///   - elementBytes: what an element takes in memory.
  /// - Returns: the places of the elements, all of them in the file.
  /// - Throws: ``UnrollError`` if they are more than allowed, or their places are damaged.
  func contents(_ visit: HDF5Visit, elementBytes: Int) throws -> HDF5Contents {
    let limits = visit.source.limits
    guard let bytes = space.count.times(max(elementBytes, type.size)), bytes <= limits.datasetBytes
    else {
      throw UnrollError(
        .limitExceeded, "the dataset is too large",
        expected: "at most \(limits.datasetBytes) bytes",
        found: "shape \(space.dimensions), elements of \(type.size) bytes")
    }
    let pieces = try pieces(visit)
    try Self.checkExpansion(of: bytes, stored: pieces.storedBytes, limits)
    return HDF5Contents(
      source: visit.source, type: type, count: space.count, pieces: pieces, filters: filters,
      fillValue: fillValue)
  }

  private func pieces(_ visit: HDF5Visit) throws -> HDF5Contents.Pieces {
    switch layout {
    case .compact(let range):
      try checkSize(range.count, at: range.lowerBound)
      return .block(range)
    case .contiguous(nil, _): return .nothing
    case .contiguous(let address?, let bytes):
      let range = try visit.range(at: address, count: bytes)
      try checkSize(bytes, at: range.lowerBound)
      return .block(range)
    case .chunked(let layout):
      let grid = HDF5ChunkGrid(space, layout)
      let limits = visit.source.limits
      guard layout.bytes <= limits.datasetBytes else {
        throw UnrollError(
          .limitExceeded, "the chunks of the dataset are too large",
          expected: "at most \(limits.datasetBytes) bytes", found: "\(layout.bytes)")
      }
      let chunks = try HDF5ChunkList(visit, layout, grid, isFiltered: !filters.filters.isEmpty)
      let stored = chunks.storedBytes
      try Self.checkExpansion(of: layout.bytes, stored: stored, limits)
      try Self.checkExpansion(
        of: layout.bytes.times(chunks.chunks.count) ?? .max, stored: stored, limits)
      return .chunks(chunks, grid)
    }
  }

  /// Refuses a single block that has not the size of its elements.
  private func checkSize(_ bytes: Int, at position: Int) throws {
    guard space.count.times(type.size) == bytes else {
      throw HDF5Damage.error(
        "the data is not of the size that the shape asks for", at: position,
        expected: "\(space.count) elements of \(type.size) bytes", found: "\(bytes) bytes")
    }
  }

  /// Refuses memory out of proportion to what the file holds.
  private static func checkExpansion(of bytes: Int, stored: Int, _ limits: HDF5Limits) throws {
    guard bytes > limits.freeBytes, let allowed = stored.times(limits.expansion) else { return }
    guard bytes <= allowed else {
      throw UnrollError(
        .limitExceeded, "the dataset is out of proportion to the file",
        expected: "at most \(limits.expansion) times its \(stored) bytes in the file",
        found: "\(bytes) bytes")
    }
  }
}
