import UnrollTensor

/// One attribute that is open for reading, its size checked.
struct HDF5Attribute {
  private let visit: HDF5Visit
  private let datatype: HDF5Datatype
  private let contents: HDF5Cursor
  /// The number of elements.
  let count: Int

  init(_ visit: HDF5Visit, _ message: HDF5AttributeMessage) throws {
    let limits = visit.source.limits
    self.visit = visit
    datatype = try message.datatype(visit)
    count = try message.dataspace(visit).count
    guard let bytes = count.times(max(datatype.size, MemoryLayout<Int64>.size)),
      bytes <= limits.attributeBytes
    else {
      throw UnrollError(
        .limitExceeded, "the attribute is too large",
        expected: "at most \(limits.attributeBytes) bytes",
        found: "\(count) elements of \(datatype.size) bytes")
    }
    contents = try message.contents(count * datatype.size)
  }

  /// What the elements are.
  var element: HDF5Element { datatype.element }

  func integers() throws -> [Int64] {
    var target = HDF5IntegerTarget(count: count)
    try visit.source.withBytes(contents.rest) {
      try target.put($0, at: 0, HDF5Number(datatype))
    }
    return target.numbers
  }

  func fixedStrings() throws -> [String] {
    var cursor = contents
    return try (0..<count).map { _ in
      let field = visit.source.bytes[try cursor.take(datatype.size)]
      return try HDF5Text.decoded(field: field, spacePadded: datatype.isSpacePadded)
    }
  }

  /// Texts of any length: the elements say how long each is, and where in which heap it lies.
  func variableStrings() throws -> [String] {
    var (cursor, remaining) = (contents, visit.source.limits.attributeBytes)
    guard datatype.size == 8 + visit.source.addressWidth else {
      throw HDF5Damage.error(
        "the type of the texts is damaged", at: cursor.position, found: "\(datatype.size) bytes")
    }
    return try (0..<count).map { _ in
      let length = try cursor.number(4)
      let address = try cursor.address()
      let index = try cursor.number(4)
      guard length > 0, let address, address > 0 else { return "" }
      remaining -= length
      guard remaining >= 0 else {
        throw UnrollError(
          .limitExceeded, "the texts of the attribute are too long",
          expected: "at most \(visit.source.limits.attributeBytes) bytes")
      }
      let text = try visit.globalHeap(at: address).text(index, length: length)
      return try HDF5Text.decoded(visit.source.bytes[text].prefix { $0 != 0 })
    }
  }

  func unexpected(_ expected: String) -> UnrollError {
    UnrollError(
      .corruptFile, "the attribute holds something else", expected: expected, found: "\(element)")
  }
}
