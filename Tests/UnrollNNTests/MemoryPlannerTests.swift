import Testing
import UnrollNN
import UnrollTensor

@Suite("The memory planner")
struct MemoryPlannerTests {
  @Test("never lets live buffers overlap, and wastes little", arguments: UInt64(1)...50)
  func neverOverlaps(_ seed: UInt64) {
    var random = RandomSource(seed: seed)
    let intervals = (0..<40).map { _ in
      let start = random.integer(below: 20)
      return MemoryPlanner.Interval(
        size: random.integer(below: 300), start: start, end: start + random.integer(below: 8))
    }
    let planner = MemoryPlanner(intervals)
    for (first, interval) in intervals.enumerated() {
      #expect(planner.offsets[first] % 16 == 0, "seed \(seed)")
      #expect(planner.offsets[first] + interval.size <= planner.total, "seed \(seed)")
      for second in 0..<first {
        let other = intervals[second]
        guard interval.start <= other.end && other.start <= interval.end else { continue }
        let apart =
          planner.offsets[first] + interval.size <= planner.offsets[second]
          || planner.offsets[second] + other.size <= planner.offsets[first]
        #expect(apart, "seed \(seed), buffers \(first) and \(second)")
      }
    }
    let needed = (0..<28).map { time in
      intervals.filter { $0.start <= time && time <= $0.end }.reduce(0) { $0 + $1.size }
    }
    #expect(planner.total >= needed.max() ?? 0)
    #expect(planner.total <= intervals.reduce(0) { $0 + ($1.size + 15) / 16 * 16 })
  }

  @Test("gives buffers that are never in use together the same place")
  func reuses() {
    let planner = MemoryPlanner([
      .init(size: 100, start: 0, end: 1), .init(size: 100, start: 2, end: 3),
    ])
    #expect(planner.offsets == [0, 0])
    #expect(planner.total == 112)
  }

  @Test("keeps what training needs out of a plan for inference")
  func inferenceIsSmaller() throws {
    let sequential = Sequential(input: .features(time: 100, size: 30)) {
      LSTM(50, returnSequences: true)
      GlobalMaxPooling1D()
      Dense(1)
    }
    let training = try Plan(sequential, batch: 16, form: .rows, mode: .training)
    let inference = try Plan(sequential, batch: 16, form: .rows, mode: .inference)
    #expect(inference.workspaceBytes < training.workspaceBytes / 2)
  }
}
