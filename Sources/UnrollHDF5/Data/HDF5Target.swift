import UnrollTensor

/// Memory that the elements of a dataset are put into, converted on the way.
protocol HDF5Target {
  /// Puts elements that lie one after another at element `index` and behind.
  ///
  /// - Throws: ``UnrollError`` if they do not fit.
  mutating func put(_ bytes: RawSpan, at index: Int, _ number: HDF5Number) throws
}

extension HDF5Target {
  /// The elements that `bytes` go to, of `count` that there are.
  fileprivate func checkedRange(
    _ bytes: RawSpan, at index: Int, _ number: HDF5Number, of count: Int
  ) throws -> Range<Int> {
    let elements = bytes.byteCount / number.size
    guard index >= 0, index <= count, elements <= count - index else {
      throw UnrollError(.corruptFile, "there are more elements than the shape counts")
    }
    return index..<(index + elements)
  }
}

/// Numbers of a tensor; the one type of the reader that writes through a pointer.
struct HDF5FloatTarget: HDF5Target {
  private let floats: UnsafeMutableBufferPointer<Float>

  /// Takes the memory of a contiguous view.
  init(_ view: TensorRef<Float>) {
    precondition(view.isContiguous, "a fresh tensor is contiguous")
    floats = .init(start: view.count == 0 ? nil : view.pointer, count: view.count)
  }

  func put(_ bytes: RawSpan, at index: Int, _ number: HDF5Number) throws {
    let range = try checkedRange(bytes, at: index, number, of: floats.count)
    guard !range.isEmpty else { return }
    let part = UnsafeMutableBufferPointer(rebasing: floats[range])
    switch number.element {
    case .float(bytes: 4): putSingles(bytes, part, number)
    case .float(bytes: 8):
      for position in part.indices {
        let bits = number.word(bytes, at: 8 * position, as: UInt64.self)
        part[position] = Float(Double(bitPattern: bits))
      }
    case .float:
      for position in part.indices {
        part[position] = HDF5Number.half(number.word(bytes, at: 2 * position, as: UInt16.self))
      }
    case .brainFloat:
      for position in part.indices {
        let bits = number.word(bytes, at: 2 * position, as: UInt16.self)
        part[position] = Float(bitPattern: UInt32(bits) << 16)
      }
    case .integer(_, let isSigned):
      for position in part.indices {
        let bits = number.integer(bytes, at: number.size * position, isSigned: isSigned)
        part[position] = isSigned ? Float(Int64(bitPattern: bits)) : Float(bits)
      }
    default: throw UnrollError(.corruptFile, "the elements are no numbers")
    }
  }

  private func putSingles(
    _ bytes: RawSpan, _ part: UnsafeMutableBufferPointer<Float>, _ number: HDF5Number
  ) {
    guard number.isBigEndian else {
      TensorRef(base: part.baseAddress, shape: [part.count])
        .assign(littleEndian: bytes.extracting(0..<(4 * part.count)))
      return
    }
    for position in part.indices {
      part[position] = Float(bitPattern: number.word(bytes, at: 4 * position, as: UInt32.self))
    }
  }
}

/// Integers of 64 bits.
struct HDF5IntegerTarget: HDF5Target {
  private(set) var numbers: [Int64]

  init(count: Int) { numbers = [Int64](repeating: 0, count: count) }

  mutating func put(_ bytes: RawSpan, at index: Int, _ number: HDF5Number) throws {
    guard case .integer(_, let isSigned) = number.element, number.size <= 8 else {
      throw UnrollError(.corruptFile, "the elements are no integers")
    }
    let range = try checkedRange(bytes, at: index, number, of: numbers.count)
    for (position, index) in range.enumerated() {
      let bits = number.integer(bytes, at: number.size * position, isSigned: isSigned)
      numbers[index] = isSigned ? Int64(bitPattern: bits) : Int64(clamping: bits)
    }
  }
}

/// Elements as they lie in the file.
struct HDF5BytesTarget: HDF5Target {
  private(set) var bytes: [UInt8]

  init(count: Int) { bytes = [UInt8](repeating: 0, count: count) }

  mutating func put(_ elements: RawSpan, at index: Int, _ number: HDF5Number) throws {
    let range = try checkedRange(elements, at: index, number, of: bytes.count / number.size)
    let start = range.lowerBound * number.size
    bytes.withUnsafeMutableBytes { target in
      elements.extracting(0..<(range.count * number.size)).withUnsafeBytes { source in
        UnsafeMutableRawBufferPointer(rebasing: target[start..<(start + source.count)])
          .copyMemory(from: source)
      }
    }
  }
}
