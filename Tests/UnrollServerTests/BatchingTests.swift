import HTTPTypes
import HummingbirdTesting
import Synchronization
import Testing
import Unroll
import UnrollServer

@Suite("Requests that arrive together")
struct BatchingTests {
  private func configuration(workers: Int = 1, queue: Int = 2048) -> ServerConfiguration {
    var configuration = ServerConfiguration()
    configuration.workers = workers
    configuration.limits.queuedSamples = queue
    return configuration
  }

  private func run(
    _ engine: GatedEngine, _ configuration: ServerConfiguration,
    _ test: @Sendable (Caller) async throws -> Void
  ) async throws {
    let server = ServerApplication(
      serving: [engine.model()], configuration: configuration, logger: silent)
    try await server.application().test(.router) { try await test(Caller(client: $0)) }
  }

  private func ask(_ caller: Caller, _ number: Int) async throws -> Answer {
    try await caller.post("/v1/models/m:predict", "{\"instances\": [[\(number)]]}")
  }

  private func wait(_ caller: Caller, depth: Int) async throws {
    for _ in 0..<2000 {
      if try await caller.get("/metrics").text.contains("unroll_queue_depth \(depth)\n") { return }
      try await Task.sleep(for: .milliseconds(2))
    }
    Issue.record("the queue never held \(depth)")
  }

  @Test("are predicted together, and each gets its own answer")
  func together() async throws {
    let engine = GatedEngine()
    try await run(engine, configuration()) { caller in
      try await withThrowingTaskGroup(of: (Int, Answer).self) { group in
        for number in 0..<40 {
          group.addTask { (number, try await ask(caller, number)) }
          if number == 0 { try await engine.begin() }
        }
        // The first one keeps the worker busy; the others wait.
        try await wait(caller, depth: 39)
        engine.open(40)
        for try await (number, answer) in group {
          #expect(answer.text == "{\"predictions\": [[\(number).0]]}")
        }
      }
    }
    #expect(engine.batches.withLock { $0 } == [1, 16, 16, 7])
  }

  @Test("do not fail because one of them is bad")
  func isolation() async throws {
    let engine = GatedEngine()
    try await run(engine, configuration()) { caller in
      try await withThrowingTaskGroup(of: (Int, Int).self) { group in
        for (place, number) in [5, -1, 6, -1, 7].enumerated() {
          group.addTask { (number, try await ask(caller, number).status) }
          if place == 0 { try await engine.begin() }
        }
        try await wait(caller, depth: 4)
        engine.open(20)
        for try await (number, status) in group { #expect(status == (number < 0 ? 400 : 200)) }
      }
    }
  }

  @Test("are refused with 503 when too many wait, and taken again afterwards")
  func overload() async throws {
    let engine = GatedEngine()
    try await run(engine, configuration(queue: 4)) { caller in
      try await withThrowingTaskGroup(of: Int.self) { group in
        group.addTask { try await ask(caller, 1).status }
        try await engine.begin()
        for _ in 0..<4 { group.addTask { try await ask(caller, 1).status } }
        try await wait(caller, depth: 4)
        let refused = try await ask(caller, 1)
        #expect(refused.status == 503)
        #expect(refused.headers[.retryAfter] == "1")
        engine.open(100)
        for try await status in group { #expect(status == 200) }
      }
      #expect(try await ask(caller, 1).status == 200)
      #expect(
        try await caller.get("/metrics").text.contains("unroll_refused_count{reason=\"queue\"} 1"))
    }
  }

  @Test("large ones are cut for all workers, and come back in order")
  func large() async throws {
    let engine = GatedEngine(isOpen: true)
    try await run(engine, configuration(workers: 3)) { caller in
      let numbers = (0..<100).map { "[\($0)]" }.joined(separator: ", ")
      let answer = try await caller.post("/v1/models/m:predict", "{\"instances\": [\(numbers)]}")
      let expected = (0..<100).map { "[\($0).0]" }.joined(separator: ", ")
      #expect(answer.text == "{\"predictions\": [\(expected)]}")
    }
    #expect(engine.batches.withLock { $0.reduce(0, +) } == 100)
    #expect(engine.batches.withLock { $0.max() } == 16)
  }

  @Test("of different models or shapes are not mixed")
  func unlike() throws {
    let (first, second) = (GatedEngine(isOpen: true).model(), GatedEngine(isOpen: true).model("n"))
    let queue = PredictionQueue(capacity: 100, batchSize: 16)
    func job(_ model: ServedModel, _ shape: [Int]) -> PredictionJob {
      PredictionJob(
        model: model,
        input: .arrays([
          SampleArray(count: 1, shape: shape, values: Array(repeating: 0, count: shape[0]))
        ]),
        arrival: .now
      ) { _ in }
    }
    #expect(queue.add([job(first, [1]), job(first, [1]), job(first, [2]), job(second, [2])]))
    #expect(queue.next()?.count == 2)
    #expect(queue.next()?.count == 1)
    #expect(queue.next()?.count == 1)
    queue.close()
    #expect(queue.next() == nil)
    #expect(!queue.add([job(first, [1])]))
  }
}
