import Dispatch
import Foundation
import Synchronization
import UnrollTensor

extension TextEncoder {
  /// Encodes labelled texts, in parallel; the result does not depend on the number of threads.
  ///
  /// - Parameters:
  ///   - texts: The texts.
  ///   - labels: A label for each of them.
  ///   - threads: The most threads to use; nil uses all cores.
  /// - Returns: The texts in their order.
  /// - Throws: `UnrollError` if there are not as many labels as texts.
  public func encode(
    _ texts: [String], labels: [Float], threads: Int? = nil
  ) throws -> TokenizedDataset {
    try encode(count: texts.count, labels: labels, threads: threads) { index, append in
      append(texts[index].utf8.span)
    }
  }

  /// Encodes labelled texts given as bytes, in parallel.
  ///
  /// - Parameters:
  ///   - texts: The texts as UTF-8.
  ///   - labels: A label for each of them.
  ///   - threads: The most threads to use; nil uses all cores.
  /// - Returns: The texts in their order.
  /// - Throws: `UnrollError` if there are not as many labels as texts, or if a text is not UTF-8.
  public func encode(
    utf8 texts: [[UInt8]], labels: [Float], threads: Int? = nil
  ) throws -> TokenizedDataset {
    try encode(count: texts.count, labels: labels, threads: threads) { index, append in
      let text = texts[index]
      if let place = text.span.firstInvalidUTF8 {
        throw UnrollError(
          .invalidInput, "the text is not UTF-8", path: ["text \(index + 1)"],
          found: "another byte at \(place)", hint: "convert the text to UTF-8")
      }
      append(text.span)
    }
  }

  /// Encodes texts that `body` hands over one by one, in chunks of neighbours.
  func encode(
    count: Int, labels: [Float], threads: Int?,
    _ body: @Sendable (Int, (Span<UInt8>) -> Void) throws -> Void
  ) throws -> TokenizedDataset {
    guard labels.count == count else {
      throw UnrollError(
        .shapeMismatch, "there must be a label for every text", expected: "\(count) labels",
        found: "\(labels.count)")
    }
    let size = EncodedChunk.size
    let chunks = try Self.inParallel((count + size - 1) / size, threads: threads) { number in
      var chunk = EncodedChunk()
      for index in number * size..<min((number + 1) * size, count) {
        try body(index) { chunk.append($0, encoder: self) }
      }
      return chunk
    }
    var (ids, offsets): ([Int32], [Int]) = ([], [0])
    ids.reserveCapacity(chunks.reduce(0) { $0 + $1.ids.count })
    offsets.reserveCapacity(count + 1)
    for chunk in chunks {
      let start = ids.count
      offsets += chunk.ends.map { start + $0 }
      ids += chunk.ids
    }
    return try TokenizedDataset(ids: ids, offsets: offsets, labels: labels, length: length)
  }

  /// The results of `body` for `0..<count`, in order; of several errors, that of the lowest number.
  private static func inParallel<Result: Sendable>(
    _ count: Int, threads: Int?, _ body: @Sendable (Int) throws -> Result
  ) throws -> [Result] {
    let workers = min(count, max(threads ?? ProcessInfo.processInfo.activeProcessorCount, 1))
    let next = Atomic(0)
    let results = Mutex([Swift.Result<Result, any Error>?](repeating: nil, count: count))
    DispatchQueue.concurrentPerform(iterations: workers) { _ in
      while true {
        let number = next.add(1, ordering: .relaxed).oldValue
        if number >= count { return }
        let result = Swift.Result { try body(number) }
        results.withLock { $0[number] = result }
      }
    }
    return try results.withLock { finished in try finished.compactMap { try $0?.get() } }
  }
}

/// The ids of some neighbouring texts.
private struct EncodedChunk: Sendable {
  /// The number of texts of a chunk; fixed, so that the work is cut the same way for any number of
  /// threads.
  static let size = 128

  var ids: [Int32] = []
  /// Where each text ends in ``ids``.
  var ends: [Int] = []
  private var tokens: [Token] = []

  mutating func append(_ utf8: Span<UInt8>, encoder: TextEncoder) {
    encoder.encode(utf8: utf8, into: &ids, tokens: &tokens)
    ends.append(ids.count)
  }
}
