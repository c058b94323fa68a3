import CZlib
import Testing

/// zlib itself: the peer that compresses for, and is compared with, our decoder.
enum ZlibProbe {
  /// How zlib is told to compress: what makes blocks of every kind, and codes of every shape.
  struct Settings: CustomStringConvertible {
    let level, memory, strategy: Int32

    var description: String { "level \(level), memory \(memory), strategy \(strategy)" }
  }

  /// Deflates without a wrapper, flushing at random places.
  static func deflated(
    _ data: [UInt8], _ settings: Settings, flush: (_ rest: Int) -> (count: Int, mode: Int32)
  ) throws -> [UInt8] {
    var (stream, input) = (z_stream(), data)
    let size = Int32(MemoryLayout<z_stream>.size)
    try #require(
      deflateInit2_(
        &stream, settings.level, Z_DEFLATED, -15, settings.memory, settings.strategy,
        ZLIB_VERSION, size) == Z_OK)
    defer { deflateEnd(&stream) }
    var output = [UInt8](repeating: 0, count: 2 * data.count + 100_000)
    return try input.withUnsafeMutableBufferPointer { source in
      try output.withUnsafeMutableBufferPointer { target in
        stream.next_in = source.baseAddress
        (stream.next_out, stream.avail_out) = (target.baseAddress, UInt32(target.count))
        var rest = source.count
        while rest > 0 {
          let (count, mode) = flush(rest)
          stream.avail_in = UInt32(count)
          try #require(deflate(&stream, mode) == Z_OK)
          rest -= count
        }
        try #require(deflate(&stream, Z_FINISH) == Z_STREAM_END)
        return Array(target.prefix(Int(stream.total_out)))
      }
    }
  }

  /// What zlib makes of deflated data: the bytes before the end, a fault or the lack of more.
  static func inflated(
    _ data: [UInt8], most: Int
  ) -> (data: [UInt8], consumed: Int, isFinished: Bool) {
    var (stream, input) = (z_stream(), data)
    inflateInit2_(&stream, -15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    defer { inflateEnd(&stream) }
    var output = [UInt8](repeating: 0, count: most)
    let status = input.withUnsafeMutableBufferPointer { source in
      output.withUnsafeMutableBufferPointer { target in
        (stream.next_in, stream.avail_in) = (source.baseAddress, UInt32(source.count))
        (stream.next_out, stream.avail_out) = (target.baseAddress, UInt32(target.count))
        return inflate(&stream, Z_NO_FLUSH)
      }
    }
    let bytes = Array(output.prefix(Int(stream.total_out)))
    return (bytes, Int(stream.total_in), status == Z_STREAM_END)
  }
}
