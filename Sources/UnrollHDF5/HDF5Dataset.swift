import CHDF5
public import UnrollTensor

/// An array of numbers in an HDF5 file.
///
/// What the file declares is examined when the dataset is opened: data that lies in other files is
/// refused, and so are filters that libhdf5 would have to load from elsewhere.
public struct HDF5Dataset: Sendable {
  let object: HDF5Object
  /// The sizes of the axes; a scalar has none.
  public let shape: Shape
  /// What the elements are in the file.
  public let element: HDF5Element

  init(_ object: HDF5Object) throws {
    self.object = object
    (shape, element) = try object.session {
      try HDF5Storage(dataset: object.id).check(object.limits)
      let space = try HDF5Library.handle(H5Dget_space(object.id), "the shape is damaged")
      let extent = try HDF5Extent(space: space.id)
      guard extent.dimensions.count <= Shape.maximumRank else {
        throw UnrollError(
          .unsupported, "the dataset has too many axes", expected: "at most \(Shape.maximumRank)",
          found: "\(extent.dimensions.count)")
      }
      let type = try HDF5Library.handle(H5Dget_type(object.id), "the type is damaged")
      return (Shape(extent.dimensions), try HDF5Element(type: type.id))
    }
  }

  /// The place in the file, as `/layers/dense/vars/0`.
  public var path: String { object.place }

  /// The attributes of the dataset.
  public var attributes: HDF5Attributes { HDF5Attributes(object) }

  /// The numbers, converted to 32-bit floats by rounding to the nearest.
  ///
  /// - Throws: ``UnrollError`` when the elements are no numbers, or more than allowed.
  public func floats() throws -> Tensor<Float> {
    try object.session {
      try checkNumbers()
      try checkSize(elementBytes: MemoryLayout<Float>.size)
      return try Tensor(shape: shape) { view in
        if view.count > 0 { try read(unroll_h5_native_float(), into: view.pointer) }
      }
    }
  }

  /// The integers in row-major order; those beyond 64 signed bits become the largest there is.
  ///
  /// - Throws: ``UnrollError`` when the elements are no integers, or more than allowed.
  public func integers() throws -> [Int64] {
    try object.session {
      guard case .integer = element, element.isNumber else { throw unexpected("integers") }
      try checkSize(elementBytes: MemoryLayout<Int64>.size)
      var numbers = [Int64](repeating: 0, count: shape.count)
      if shape.count > 0 { try read(unroll_h5_native_int64(), into: &numbers) }
      return numbers
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
    try object.session {
      guard case .opaque(let size) = element else { throw unexpected("opaque elements") }
      try checkSize(elementBytes: size)
      let type = try HDF5Library.handle(H5Dget_type(object.id), "the type is damaged")
      var bytes = [UInt8](repeating: 0, count: shape.count * size)
      if !bytes.isEmpty { try read(type.id, into: &bytes) }
      return bytes
    }
  }

  private func read(_ type: hid_t, into memory: UnsafeMutableRawPointer) throws {
    let all = unroll_h5_all()
    let status = H5Dread(object.id, type, all, all, unroll_h5_default(), memory)
    _ = try HDF5Library.checked(status, "the data cannot be read")
  }

  private func checkNumbers() throws {
    guard element.isNumber else { throw unexpected("numbers") }
  }

  private func unexpected(_ expected: String) -> UnrollError {
    UnrollError(
      .corruptFile, "the dataset holds something else", expected: expected, found: "\(element)")
  }

  /// Holds the memory that the elements need against the budgets.
  private func checkSize(elementBytes: Int) throws {
    let widest = max(elementBytes, element.bytes)
    guard let bytes = HDF5Extent.product(shape.count, widest),
      bytes <= object.limits.datasetBytes
    else {
      throw UnrollError(
        .limitExceeded, "the dataset is too large",
        expected: "at most \(object.limits.datasetBytes) bytes", found: "shape \(shape)")
    }
    let storage = try HDF5Storage(dataset: object.id)
    try storage.checkSize(count: shape.count, elementBytes: element.bytes)
    try HDF5Storage.checkExpansion(of: bytes, stored: storage.bytes, object.limits)
  }
}
