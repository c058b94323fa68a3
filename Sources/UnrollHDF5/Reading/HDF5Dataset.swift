public import UnrollTensor

/// An array of numbers in an HDF5 file.
///
/// What the file declares is examined when the dataset is opened: data that lies in other files is
/// refused, and so are filters that cannot be undone.
public struct HDF5Dataset: Sendable {
  private let object: HDF5Object
  private let storage: HDF5Storage
  /// The sizes of the axes; a scalar has none.
  public let shape: Shape

  init(_ object: HDF5Object, _ visit: HDF5Visit) throws {
    self.object = object
    storage = try HDF5Storage(visit, object.header)
    let dimensions = storage.space.dimensions
    guard dimensions.count <= Shape.maximumRank else {
      throw UnrollError(
        .unsupported, "the dataset has too many axes", expected: "at most \(Shape.maximumRank)",
        found: "\(dimensions.count)")
    }
    shape = Shape(dimensions)
  }

  /// What the elements are in the file.
  public var element: HDF5Element { storage.type.element }

  /// The place in the file, as `/layers/dense/vars/0`.
  public var path: String { object.place }

  /// The attributes of the dataset.
  public var attributes: HDF5Attributes { HDF5Attributes(object) }

  /// The numbers, converted to 32-bit floats by rounding to the nearest.
  ///
  /// - Throws: ``UnrollError`` when the elements are no numbers, or more than allowed.
  public func floats() throws -> Tensor<Float> {
    try object.visit { visit in
      guard element.isNumber else { throw unexpected("numbers") }
      let contents = try storage.contents(visit, elementBytes: MemoryLayout<Float>.size)
      return try Tensor(shape: shape) { view in
        var target = HDF5FloatTarget(view)
        try contents.read(into: &target)
      }
    }
  }

  /// The integers in row-major order; those beyond 64 signed bits become the largest there is.
  ///
  /// - Throws: ``UnrollError`` when the elements are no integers, or more than allowed.
  public func integers() throws -> [Int64] {
    try object.visit { visit in
      guard case .integer = element, element.isNumber else { throw unexpected("integers") }
      let contents = try storage.contents(visit, elementBytes: MemoryLayout<Int64>.size)
      var target = HDF5IntegerTarget(count: shape.count)
      try contents.read(into: &target)
      return target.numbers
    }
  }

  /// The only integer of a scalar or of an array of one.
  ///
  /// - Throws: ``UnrollError`` when there are more, or they are no integers.
  public func integer() throws -> Int64 {
    guard shape.count == 1 else {
      throw UnrollError(
        .shapeMismatch, "one number was looked for", path: [object.place], expected: "[]",
        found: "\(shape)")
    }
    return try integers()[0]
  }

  /// The bytes of opaque elements, as they lie in the file.
  ///
  /// - Throws: ``UnrollError`` when the elements are not opaque, or more than allowed.
  public func bytes() throws -> [UInt8] {
    try object.visit { visit in
      guard case .opaque(let size) = element else { throw unexpected("opaque elements") }
      let contents = try storage.contents(visit, elementBytes: size)
      var target = HDF5BytesTarget(count: shape.count * size)
      try contents.read(into: &target)
      return target.bytes
    }
  }

  private func unexpected(_ expected: String) -> UnrollError {
    UnrollError(
      .corruptFile, "the dataset holds something else", expected: expected, found: "\(element)")
  }
}
