import Dispatch
import Foundation
import Synchronization
import UnrollArchive
import UnrollTensor

/// Reads a word2vec binary file that is mapped into memory: one thread goes from record to record
/// and numbers the words, the others copy the vectors behind it.
struct Word2VecMapped {
  private let file: FileBytes
  private let dimension: Int
  private let arena: Arena<Float>
  private let jobs = CopyJobs()

  /// The vectors of one job: enough that taking it costs nothing beside doing it.
  private static let rowsPerJob = 1024

  /// Prepares to read.
  ///
  /// - Parameters:
  ///   - file: The file after its first line.
  ///   - dimension: The number of elements of a vector.
  ///   - wanted: The number of records to read.
  init(_ file: FileBytes, dimension: Int, wanted: Int) {
    self.file = file
    self.dimension = dimension
    // A record takes a space and a vector at least; the header may promise anything.
    let possible = file.count / (4 * dimension + 1)
    arena = Arena(count: min(wanted, possible) * dimension)
  }

  /// Reads the records.
  ///
  /// - Parameter words: Counts the records, and numbers the words.
  /// - Returns: Words and vectors.
  /// - Throws: `UnrollError` that names the record.
  func read(_ words: consuming VectorWords) throws -> (Vocabulary, VectorTable) {
    let result = Mutex<Result<VectorWords, any Error>?>(nil)
    let start = words
    let workers = max(ProcessInfo.processInfo.activeProcessorCount, 1)
    // Number 0 is begun first: whoever has another number may wait for it.
    DispatchQueue.concurrentPerform(iterations: workers) { worker in
      if worker == 0 {
        let scanned = Result { try scan(start) }
        result.withLock { $0 = scanned }
        jobs.close()
      }
      while let job = jobs.take() { copy(job) }
    }
    guard let vocabulary = try result.withLock({ try $0?.get().vocabulary }) else {
      preconditionFailure("number 0 always runs")
    }
    let matrix = Tensor(shape: [vocabulary.count, dimension], taking: arena)
    return (vocabulary, VectorTable(matrix))
  }

  /// Finds all records, and hands out those with new words in jobs.
  private func scan(_ start: VectorWords) throws -> VectorWords {
    var words = start
    var job = CopyJob(firstRow: 0)
    try file.withBytes { raw in
      try raw.withUnsafeBytes { buffer in
        let bytes = buffer.bindMemory(to: UInt8.self).span
        var position = 0
        while !words.isComplete {
          let record = try Word2VecRecord.find(
            in: bytes, at: position, dimension: dimension, name: words.nextRecord)
          guard let record else { throw words.truncated(dimension: dimension) }
          let word = bytes.extracting(record.word)
          try words.check(word)
          if words.add(word) { job.offsets.append(record.vector.lowerBound) }
          if job.offsets.count == Self.rowsPerJob { job = jobs.add(job) }
          position = record.vector.upperBound
        }
      }
    }
    _ = jobs.add(job)
    return words
  }

  private func copy(_ job: CopyJob) {
    file.withBytes { bytes in
      for (number, offset) in job.offsets.enumerated() {
        let row = arena.view((job.firstRow + number) * dimension, [dimension])
        row.assign(littleEndian: bytes.extracting(offset..<(offset + 4 * dimension)))
      }
    }
  }
}

/// Vectors to copy to neighbouring rows.
private struct CopyJob: Sendable {
  let firstRow: Int
  /// Where in the file each of them begins.
  var offsets: [Int] = []
}

/// The jobs that are waiting, from one thread to the others.
private final class CopyJobs: Sendable {
  private struct State {
    var waiting: [CopyJob] = []
    var isClosed = false
  }

  private let state = Mutex(State())
  private let changes = DispatchSemaphore(value: 0)

  /// Adds a job; returns an empty one for the rows after it.
  func add(_ job: CopyJob) -> CopyJob {
    state.withLock { $0.waiting.append(job) }
    changes.signal()
    return CopyJob(firstRow: job.firstRow + job.offsets.count)
  }

  /// Says that no more jobs will come.
  func close() {
    state.withLock { $0.isClosed = true }
    changes.signal()
  }

  /// The next job, once there is one; nil when there will be none.
  func take() -> CopyJob? {
    changes.wait()
    let job = state.withLock { $0.waiting.popLast() }
    // Closing wakes one of the waiting, which wakes the next.
    if job == nil { changes.signal() }
    return job
  }
}
