import Dispatch
import Synchronization

/// Reads a stream on a thread of its own, a few blocks ahead of whoever uses them: inflating and
/// parsing then take place at the same time.
///
/// Memory is bounded by the number of blocks. An error of the stream comes when the blocks before
/// it are used up. When the reader goes, reading ends after the block that is under way.
package final class ReadAhead {
  /// A piece of the stream.
  package struct Block: Sendable {
    fileprivate let memory: BlockMemory
    /// The number of bytes; 0 only at the end of the stream.
    package fileprivate(set) var count = 0
    /// The bytes of the file that were taken when the block was filled: progress.
    package fileprivate(set) var fileBytesRead = 0

    /// Appends the bytes to an array.
    package func append(to array: inout [UInt8]) { array.append(contentsOf: bytes) }

    /// The bytes, which stay in place until the block goes back to its reader.
    var bytes: UnsafeRawBufferPointer {
      UnsafeRawBufferPointer(rebasing: memory.buffer[..<count])
    }
  }

  private static let blocks = 4

  private let shared: Shared

  /// Starts reading.
  ///
  /// - Parameters:
  ///   - stream: The stream, which nobody else may use from here on.
  ///   - blockSize: The size of a block in bytes.
  package init(_ stream: ByteStream, blockSize: Int = 1 << 20) {
    let shared = Shared(stream)
    for _ in 0..<Self.blocks {
      shared.recycle(Block(memory: BlockMemory(count: blockSize)))
    }
    self.shared = shared
    // A queue of its own gets a thread of its own, however busy the others are.
    DispatchQueue(label: "unroll.read-ahead").async { shared.readAll() }
  }

  deinit { shared.cancel() }

  /// The next block, which goes back to the reader with the call after this one.
  ///
  /// - Parameter block: The block of the call before, replaced by the next.
  /// - Returns: Whether there is one; false at the end of the stream.
  /// - Throws: The error of the stream.
  package func next(_ block: inout Block?) throws -> Bool {
    if let used = block.take() { shared.recycle(used) }
    let filled = try shared.take()
    guard filled.count > 0 else { return false }
    block = filled
    return true
  }
}

/// The memory of a block.
///
/// `@unchecked Sendable`: a block is in the hands of one thread at a time.
private final class BlockMemory: @unchecked Sendable {
  let buffer: UnsafeMutableRawBufferPointer

  init(count: Int) { buffer = .allocate(byteCount: count, alignment: 64) }

  deinit { buffer.deallocate() }
}

/// What the two threads share.
///
/// `@unchecked Sendable`: stream and failure belong to the reading thread alone, the rest is locked.
private final class Shared: @unchecked Sendable {
  private struct State: Sendable {
    var free: [ReadAhead.Block] = []
    var filled: [Result<ReadAhead.Block, any Error>] = []
    var isCancelled = false
  }

  private let stream: ByteStream
  /// An error that came after data, for the next block.
  private var failure: (any Error)?
  private let state = Mutex(State())
  private let freeBlocks = DispatchSemaphore(value: 0)
  private let filledBlocks = DispatchSemaphore(value: 0)

  init(_ stream: ByteStream) { self.stream = stream }

  func recycle(_ block: ReadAhead.Block) {
    state.withLock { $0.free.append(block) }
    freeBlocks.signal()
  }

  func cancel() {
    state.withLock { $0.isCancelled = true }
    freeBlocks.signal()
  }

  /// The next result; the last one, the end or an error, is given again and again.
  func take() throws -> ReadAhead.Block {
    filledBlocks.wait()
    let result = state.withLock { state in
      state.filled.count == 1 && state.filled[0].isLast
        ? state.filled[0] : state.filled.removeFirst()
    }
    if result.isLast { filledBlocks.signal() }
    return try result.get()
  }

  func readAll() {
    while true {
      freeBlocks.wait()
      let next = state.withLock { $0.isCancelled ? nil : $0.free.popLast() }
      guard let next else { return }
      let result = Result { try fill(next) }
      state.withLock { $0.filled.append(result) }
      filledBlocks.signal()
      if result.isLast { return }
    }
  }

  private func fill(_ empty: consuming ReadAhead.Block) throws -> ReadAhead.Block {
    if let failure { throw failure }
    var block = empty
    block.count = try fill(block.memory.buffer)
    block.fileBytesRead = stream.fileBytesRead
    return block
  }

  /// Fills memory as far as the stream goes; data before a fault is handed out before it.
  private func fill(_ target: UnsafeMutableRawBufferPointer) throws -> Int {
    var filled = 0
    while filled < target.count {
      do {
        let count = try stream.fillSome(UnsafeMutableRawBufferPointer(rebasing: target[filled...]))
        if count == 0 { break }
        filled += count
      } catch {
        if filled == 0 { throw error }
        failure = error
        break
      }
    }
    return filled
  }
}

extension Result where Success == ReadAhead.Block, Failure == any Error {
  /// Whether nothing comes after this.
  fileprivate var isLast: Bool {
    switch self {
    case .success(let block): block.count == 0
    case .failure: true
    }
  }
}
