import CUnrollInflate
import UnrollTensor

/// Inflates deflate streams, plain or in a gzip wrapper; the one type that holds the decoder.
package final class Inflater {
  /// What surrounds the compressed data.
  package enum Wrapper: Sendable {
    /// A gzip header, and a trailer with checksum and length, which are verified.
    case gzip
    /// Nothing: the members of zip archives.
    case none
  }

  /// What one call consumed and produced.
  package struct Progress {
    package var consumed: Int
    package var produced: Int
    /// Whether the compressed data has come to its own end.
    package var isFinished: Bool
  }

  private enum Stage { case header, data, trailer, finished }

  private let wrapper: Wrapper
  private let decoder: UnsafeMutablePointer<unroll_inflate>
  private var stage: Stage
  private var header = GzipHeader()
  private var trailer = GzipTrailer()
  /// Decoded bytes that the caller had no room for yet, as a part of its last output.
  private var pending = 0..<0
  /// What the decoder came to; met after the bytes before it are handed out.
  private var outcome = UNROLL_INFLATE_FULL

  /// Creates a decompressor.
  ///
  /// - Parameter wrapper: What surrounds the compressed data.
  package init(_ wrapper: Wrapper) {
    self.wrapper = wrapper
    stage = wrapper == .gzip ? .header : .data
    decoder = .allocate(capacity: 1)
    unroll_inflate_reset(decoder)
  }

  deinit { decoder.deallocate() }

  /// Makes the decompressor ready for another piece of compressed data.
  func reset() {
    unroll_inflate_reset(decoder)
    stage = wrapper == .gzip ? .header : .data
    (header, trailer) = (GzipHeader(), GzipTrailer())
    (pending, outcome) = (0..<0, UNROLL_INFLATE_FULL)
  }

  /// Inflates as much as fits.
  ///
  /// - Parameters:
  ///   - input: Compressed bytes; those not consumed are to be given again, followed by more.
  ///   - output: Where the data goes.
  /// - Returns: What was consumed and produced; both 0 if more input than this, or room, is needed.
  /// - Throws: `UnrollError` if the data is damaged, without a path.
  package func inflate(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) throws -> Progress {
    var progress = Progress(consumed: 0, produced: 0, isFinished: false)
    while true {
      let rest = UnsafeRawBufferPointer(rebasing: input[progress.consumed...])
      let room = UnsafeMutableRawBufferPointer(rebasing: output[progress.produced...])
      switch stage {
      case .header:
        progress.consumed += try header.consume(rest)
        guard header.isComplete else { return progress }
        stage = .data
      case .data:
        if pending.isEmpty && outcome == UNROLL_INFLATE_FULL && !room.isEmpty {
          progress.consumed += decode(rest)
        }
        progress.produced += handOut(into: room)
        // Data before a fault is still seen: the fault waits for the next call.
        guard pending.isEmpty, progress.produced == 0 || outcome.rawValue >= 0 else {
          return progress
        }
        guard try takeOutcome(hasRoom: progress.produced < output.count) else { return progress }
      case .trailer:
        progress.consumed += try trailer.consume(rest)
        guard trailer.isComplete else { return progress }
        stage = .finished
      case .finished:
        progress.isFinished = true
        return progress
      }
    }
  }

  /// Runs the decoder; returns how many bytes of the input it used.
  private func decode(_ input: UnsafeRawBufferPointer) -> Int {
    var consumed = 0
    let bytes = input.baseAddress?.assumingMemoryBound(to: UInt8.self)
    let status = unroll_inflate_run(decoder, bytes, input.count, &consumed)
    outcome = unroll_inflate_status(rawValue: status)
    pending = 0..<Int(decoder.pointee.end - decoder.pointee.start)
    return consumed
  }

  /// Copies decoded bytes; returns how many.
  private func handOut(into output: UnsafeMutableRawBufferPointer) -> Int {
    let count = min(pending.count, output.count)
    guard count > 0 else { return 0 }
    let start = unroll_inflate_output(decoder) + pending.lowerBound
    let bytes = UnsafeRawBufferPointer(start: start, count: count)
    output.copyMemory(from: bytes)
    if wrapper == .gzip { trailer.add(bytes) }
    pending.removeFirst(count)
    return count
  }

  /// Acts on what the decoder came to; returns whether there is more to do in this call.
  private func takeOutcome(hasRoom: Bool) throws -> Bool {
    switch outcome {
    case UNROLL_INFLATE_FULL:
      return hasRoom
    case UNROLL_INFLATE_STARVED:
      outcome = UNROLL_INFLATE_FULL
      return false
    case UNROLL_INFLATE_END:
      stage = wrapper == .gzip ? .trailer : .finished
      return true
    default:
      throw UnrollError(
        .corruptFile, "the compressed data is damaged", found: outcome.reason,
        hint: "download or copy the file again")
    }
  }
}

extension unroll_inflate_status {
  /// What is wrong with the data.
  fileprivate var reason: String {
    switch self {
    case UNROLL_INFLATE_BAD_BLOCK_TYPE: "a block of an unknown kind"
    case UNROLL_INFLATE_BAD_STORED_LENGTH: "a stored block with contradictory lengths"
    case UNROLL_INFLATE_BAD_CODE_COUNTS: "a block with too many symbols"
    case UNROLL_INFLATE_BAD_CODE_LENGTHS: "a block with impossible code lengths"
    case UNROLL_INFLATE_BAD_LITERAL_CODE: "a block with an impossible code for its bytes"
    case UNROLL_INFLATE_BAD_DISTANCE_CODE: "a block with an impossible code for its distances"
    case UNROLL_INFLATE_BAD_DISTANCE: "a distance that reaches back before the start"
    default: "a symbol that the block does not define"
    }
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
        expected: "\(size) bytes", found: data.count > size ? "more" : "\(data.count) bytes")
    }
    return data
  }
}
