import UnrollArchive
public import UnrollTensor

/// NumPy's `.npy` files: one array each.
public enum NumPyFile {
  /// Reads an array of any number type as 32-bit floats.
  ///
  /// Formats 1 to 3, C and Fortran order, and either order of bytes are read; elements are floats
  /// of 2, 4 or 8 bytes, integers of 1, 2, 4 or 8, or booleans.
  ///
  /// - Parameter path: the file.
  /// - Returns: the array in row-major order, each number rounded to the nearest float.
  /// - Throws: `UnrollError` that names the file if it is missing or damaged, or holds no numbers.
  public static func read(_ path: String) throws -> Tensor<Float> {
    let bytes = try FileBytes(mapping: path)
    return try locating(path) { try array(bytes) }
  }

  /// Reads an array from the bytes of a file.
  ///
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - name: what errors call it.
  /// - Returns: the array in row-major order.
  /// - Throws: `UnrollError` that begins with `name`.
  public static func read(_ bytes: [UInt8], name: String) throws -> Tensor<Float> {
    try locating(name) { try array(FileBytes(bytes)) }
  }

  /// Writes an array as 32-bit floats in row-major order, whole or not at all.
  ///
  /// - Parameters:
  ///   - tensor: the array.
  ///   - path: the file to write.
  /// - Throws: `UnrollError` that names the file if it cannot be written.
  public static func write(_ tensor: Tensor<Float>, to path: String) throws {
    try AtomicFile.write(to: path) { try write(tensor, into: $0) }
  }

  /// Writes arrays that belong together, all of them or none.
  ///
  /// - Parameter arrays: for each file its array and its path.
  /// - Throws: `UnrollError` that names the file that cannot be written.
  public static func write(_ arrays: [(tensor: Tensor<Float>, path: String)]) throws {
    try AtomicFile.writeTogether(
      arrays.map { array in (array.path, { try write(array.tensor, into: $0) }) })
  }

  private static func write(_ tensor: Tensor<Float>, into file: OutputFile) throws {
    try file.write(NumPyHeader.bytes(shape: tensor.shape))
    for start in stride(from: 0, to: tensor.shape.count, by: chunk) {
      try file.write(littleEndian(tensor, start..<min(start + chunk, tensor.shape.count)))
    }
  }

  /// The bytes of a file that holds an array.
  ///
  /// - Parameter tensor: the array.
  /// - Returns: what ``write(_:to:)`` writes.
  public static func bytes(_ tensor: Tensor<Float>) -> [UInt8] {
    NumPyHeader.bytes(shape: tensor.shape) + littleEndian(tensor, 0..<tensor.shape.count)
  }

  /// The numbers that are turned into bytes at once.
  private static let chunk = 1 << 20

  private static func littleEndian(_ tensor: Tensor<Float>, _ range: Range<Int>) -> [UInt8] {
    tensor.withRef { view in
      let numbers = view.reshaped([view.count]).columns(range)
      let bits = (0..<range.count).map { numbers[0, $0].bitPattern.littleEndian }
      return bits.withUnsafeBytes { Array($0) }
    }
  }

  private static func array(_ bytes: FileBytes) throws -> Tensor<Float> {
    let header = try bytes.withBytes { try NumPyHeader($0) }
    let size = header.shape.count * header.element.bytes
    guard bytes.count - header.dataOffset == size else {
      throw UnrollError(
        .corruptFile, "the file does not hold as many numbers as its header says",
        expected: "\(size) bytes for \(header.shape)", found: "\(bytes.count - header.dataOffset)",
        hint: bytes.count - header.dataOffset < size
          ? "the file was cut short; write it again" : "save one array a file with numpy.save")
    }
    let numbers = bytes.withBytes {
      header.element.floats($0.extracting(droppingFirst: header.dataOffset))
    }
    guard header.isFortranOrder, header.shape.rank > 1 else {
      return Tensor(shape: header.shape, scalars: numbers)
    }
    return Tensor(shape: header.shape, scalars: rowMajor(numbers, header.shape))
  }

  /// The same array, given column by column, row by row.
  private static func rowMajor(_ numbers: [Float], _ shape: Shape) -> [Float] {
    let sizes = shape.dimensions
    var strides = [Int](repeating: 1, count: sizes.count)
    for axis in 1..<sizes.count { strides[axis] = strides[axis - 1] * sizes[axis - 1] }
    var (index, offset) = ([Int](repeating: 0, count: sizes.count), 0)
    return numbers.indices.map { _ in
      let number = numbers[offset]
      var axis = sizes.count - 1
      while axis >= 0 {
        index[axis] += 1
        offset += strides[axis]
        if index[axis] < sizes[axis] { break }
        offset -= index[axis] * strides[axis]
        index[axis] = 0
        axis -= 1
      }
      return number
    }
  }
}
