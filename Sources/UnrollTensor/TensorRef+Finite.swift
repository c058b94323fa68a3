extension TensorRef where Scalar == Float {
  /// The place of the first element, row after row, that is infinite or no number; nil if all are
  /// finite.
  public var firstNonFinite: Int? {
    guard count > 0 else { return nil }
    guard !isContiguous else { return Self.firstNonFinite(pointer, count) }
    for row in 0..<rows {
      if let column = Self.firstNonFinite(pointer + row * stride, columns) {
        return row * columns + column
      }
    }
    return nil
  }

  /// Whether all elements are numbers, and finite.
  public var isFinite: Bool { firstNonFinite == nil }

  private static func firstNonFinite(_ numbers: UnsafeMutablePointer<Float>, _ count: Int) -> Int? {
    let block = 4096
    for start in Swift.stride(from: 0, to: count, by: block) {
      let end = min(start + block, count)
      // An exponent of ones only, which stands for no finite number, carries into the sign.
      var carries: UInt32 = 0
      for index in start..<end {
        carries |= (numbers[index].bitPattern & 0x7F80_0000) &+ 0x0080_0000
      }
      if carries >> 31 != 0 { return (start..<end).first { !numbers[$0].isFinite } }
    }
    return nil
  }
}
