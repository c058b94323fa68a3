import Foundation
import Testing
import UnrollHDF5
import UnrollTensor

/// More, as many for each file: `UNROLL_MUTATIONS=40000 swift test -c release
/// -Xswiftc -enable-testing --filter HDF5MutationTests`.
@Suite("Damaged HDF5 files")
struct HDF5MutationTests {
  private static let count = Int(ProcessInfo.processInfo.environment["UNROLL_MUTATIONS"] ?? "") ?? 8
  private static let first = UInt64(ProcessInfo.processInfo.environment["UNROLL_SEED"] ?? "") ?? 0

  private static func files() throws -> [(name: String, bytes: [UInt8])] {
    try HDF5Fixtures.names.map { ($0, try HDF5Fixtures.bytes($0)) }
      + HDF5FormatTests.names.map { ($0, try HDF5FormatTests.bytes($0)) }
  }

  @Test("whatever is damaged, everything is read or refused, soon")
  func damaged() throws {
    for (name, bytes) in try Self.files() {
      for seed in Self.first..<(Self.first + UInt64(Self.count)) {
        try HDF5MutationRun(name, HDF5Mutation(bytes, seed: seed).bytes, seed: seed).check()
      }
    }
  }
}

/// One damaged file that is read as a whole.
struct HDF5MutationRun {
  /// The processor's seconds that a file may take; without optimisation all takes much longer.
  private static var seconds: Double {
    #if DEBUG
      20
    #else
      1
    #endif
  }

  private let place: String
  private let bytes: [UInt8]
  private let limits: HDF5Limits

  init(_ name: String, _ bytes: [UInt8], seed: UInt64) {
    place = "\(name), seed \(seed)"
    self.bytes = bytes
    var limits = HDF5Limits.standard
    // Checksums would hide most damage from what lies behind them.
    limits.verifiesChecksums = seed % 8 == 0
    if seed % 16 != 0 {
      limits.datasetBytes = 1 << 20
      limits.attributeBytes = 1 << 20
    }
    self.limits = limits
  }

  /// Reads everything, and returns the seconds that it took.
  @discardableResult
  func check() throws -> Double {
    let start = Self.processorSeconds
    var explorer = HDF5Explorer()
    do {
      try explorer.visit(HDF5File(image: bytes, limits: limits).root)
    } catch {
      #expect(error is UnrollError, "\(place): \(error)")
    }
    let seconds = Self.processorSeconds - start
    #expect(seconds < Self.seconds, "\(place)")
    return seconds
  }

  /// What this thread has used of the processor.
  private static var processorSeconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
