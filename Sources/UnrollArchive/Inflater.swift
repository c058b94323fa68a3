import CZlib
import UnrollTensor

/// zlib's decompressor; the one type that holds its state.
///
/// The state lives on the heap because zlib keeps a pointer back to it.
final class Inflater {
  /// What surrounds the compressed data.
  enum Wrapper {
    /// A gzip header and a trailer, whose checksum and length zlib verifies.
    case gzip
    /// Nothing: the members of zip archives.
    case none

    fileprivate var windowBits: Int32 {
      switch self {
      case .gzip: MAX_WBITS + 16
      case .none: -MAX_WBITS
      }
    }
  }

  /// What one call consumed and produced.
  struct Progress {
    var consumed: Int
    var produced: Int
    /// Whether the compressed data has come to its own end.
    var isFinished: Bool
  }

  private let stream: UnsafeMutablePointer<z_stream>

  /// Creates a decompressor.
  ///
  /// - Parameter wrapper: What surrounds the compressed data.
  /// - Throws: `UnrollError` if zlib cannot start, which means that memory is exhausted.
  init(_ wrapper: Wrapper) throws {
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    let size = Int32(MemoryLayout<z_stream>.size)
    guard inflateInit2_(stream, wrapper.windowBits, ZLIB_VERSION, size) == Z_OK else {
      throw UnrollError(.io, "zlib cannot start", hint: Advice.freeMemory)
    }
  }

  deinit {
    inflateEnd(stream)
    stream.deinitialize(count: 1)
    stream.deallocate()
  }

  /// Makes the decompressor ready for another piece of compressed data.
  func reset() { inflateReset(stream) }

  /// Inflates as much as fits.
  ///
  /// - Parameters:
  ///   - input: Compressed bytes; those not consumed are to be given again.
  ///   - output: Where the data goes.
  /// - Returns: What was consumed and produced; both 0 if more input or more room is needed.
  /// - Throws: `UnrollError` if the data is damaged, without a path.
  func inflate(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) throws -> Progress {
    let available = UInt32(clamping: input.count)
    let room = UInt32(clamping: output.count)
    // zlib declares its input mutable for old compilers and does not write to it.
    stream.pointee.next_in = UnsafeMutablePointer(
      mutating: input.baseAddress?.assumingMemoryBound(to: UInt8.self))
    stream.pointee.avail_in = available
    stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
    stream.pointee.avail_out = room
    let status = CZlib.inflate(stream, Z_NO_FLUSH)
    guard status == Z_OK || status == Z_STREAM_END || status == Z_BUF_ERROR else {
      throw UnrollError(
        .corruptFile, "the compressed data is damaged", found: reason(status),
        hint: Advice.copyAgain)
    }
    return Progress(
      consumed: Int(available - stream.pointee.avail_in),
      produced: Int(room - stream.pointee.avail_out), isFinished: status == Z_STREAM_END)
  }

  private func reason(_ status: Int32) -> String {
    if let message = stream.pointee.msg { return String(cString: message) }
    return status == Z_MEM_ERROR ? "not enough memory" : "zlib status \(status)"
  }
}

extension Inflater {
  /// Inflates the whole of `input`, whose size is known beforehand.
  ///
  /// - Parameters:
  ///   - input: Compressed data, nothing else.
  ///   - size: The size that the data must have; the caller has checked that it is sensible.
  /// - Returns: The data.
  /// - Throws: `UnrollError` without a path if the data is damaged or has another size.
  func inflateAll(_ input: RawSpan, size: Int) throws -> [UInt8] {
    // One byte of room more than needed shows data that goes on.
    var isComplete = false
    let data = try [UInt8](unsafeUninitializedCapacity: size + 1) { target, produced in
      let room = UnsafeMutableRawBufferPointer(target)
      try input.withUnsafeBytes { source in
        var consumed = 0
        while produced <= size {
          let progress = try inflate(
            UnsafeRawBufferPointer(rebasing: source[consumed...]),
            into: UnsafeMutableRawBufferPointer(rebasing: room[produced..<(size + 1)]))
          consumed += progress.consumed
          produced += progress.produced
          isComplete = progress.isFinished && consumed == source.count
          if progress.isFinished || progress.consumed + progress.produced == 0 { break }
        }
      }
    }
    guard isComplete, data.count == size else {
      throw UnrollError(
        .corruptFile, "the compressed data does not have the size that is stated",
        expected: "\(size) bytes", found: data.count > size ? "more" : "\(data.count) bytes",
        hint: Advice.copyAgain)
    }
    return data
  }
}
