extension TensorRef where Scalar == Float {
  /// Copies the elements of a contiguous view from little-endian bytes, which need no alignment.
  public func assign(littleEndian bytes: RawSpan) {
    precondition(isContiguous && bytes.byteCount == 4 * count, "copies keep their size")
    guard count > 0 else { return }
    #if _endian(little)
      bytes.withUnsafeBytes { source in
        UnsafeMutableRawBufferPointer(start: pointer, count: 4 * count).copyMemory(from: source)
      }
    #else
      for index in 0..<count {
        let bits = bytes.unsafeLoadUnaligned(fromByteOffset: 4 * index, as: UInt32.self)
        pointer[index] = Float(bitPattern: UInt32(littleEndian: bits))
      }
    #endif
  }
}
