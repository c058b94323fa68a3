import Foundation
import HummingbirdTesting
import Testing
import Unroll
import UnrollServer

@Suite("A folder of versions")
struct VersionTests {
  private let workshop: Workshop

  init() throws { workshop = try Workshop() }

  private func write(_ version: Int, seed: UInt64) throws {
    let place = try workshop.place("m/\(version)/model.keras")
    let draft = try workshop.place("draft.keras")
    try Models.text(seed: seed).save(to: draft)
    try? FileManager.default.removeItem(atPath: place)
    try FileManager.default.moveItem(atPath: draft, toPath: place)
  }

  private func run(
    kept: Int = 1, _ test: @Sendable (Caller) async throws -> Void
  ) async throws {
    var configuration = ServerConfiguration()
    configuration.pollInterval = .milliseconds(20)
    configuration.keptVersions = kept
    let server = try ServerApplication(
      sources: [ModelSource(workshop.path + "/m")], configuration: configuration, logger: silent)
    try await server.application().test(.router) { try await test(Caller(client: $0)) }
  }

  private func wait(
    _ caller: Caller, until condition: (JSONValue) -> Bool
  ) async throws {
    for _ in 0..<1000 {
      if condition(try await caller.get("/v1/models/m").json()) { return }
      try await Task.sleep(for: .milliseconds(10))
    }
    Issue.record("waited in vain: \(try await caller.get("/v1/models/m").text)")
  }

  private func states(_ status: JSONValue) -> [String: String] {
    let versions = status["model_version_status"]?.array ?? []
    return Dictionary(
      versions.map { ($0["version"]?.string ?? "", $0["state"]?.string ?? "") }
    ) { $1 }
  }

  @Test("serves the newest, and goes over to a newer one without losing a request")
  func hotSwap() async throws {
    try write(1, seed: 1)
    try write(2, seed: 2)
    let texts = "{\"instances\": [\"A good film.\"]}"
    let scores = try (1...3).map { try Models.text(seed: UInt64($0)).predict("A good film.") }
    try await run { caller in
      let first = try await caller.post("/v1/models/m:predict", texts)
      #expect(first.text == "{\"predictions\": [[\(scores[1])]]}")
      #expect(try await caller.post("/v1/models/m/versions/1:predict", texts).status == 404)
      try await withThrowingTaskGroup(of: Set<String>.self) { group in
        for _ in 0..<4 {
          group.addTask {
            var seen = Set<String>()
            let deadline = ContinuousClock.now + .seconds(20)
            while ContinuousClock.now < deadline {
              let answer = try await caller.post("/v1/models/m:predict", texts)
              #expect(answer.status == 200)
              seen.insert(answer.text)
              if answer.text.contains("\(scores[2])") { break }
            }
            return seen
          }
        }
        try write(3, seed: 3)
        let expected = Set([scores[1], scores[2]].map { "{\"predictions\": [[\($0)]]}" })
        for try await seen in group { #expect(seen.isSubset(of: expected)) }
      }
      #expect(states(try await caller.get("/v1/models/m").json()) == ["3": "AVAILABLE"])
      #expect(try await caller.get("/v1/models/m/versions/2").status == 404)
    }
  }

  @Test("a version that cannot be loaded is told, the old one stays, and a repaired one is taken")
  func brokenVersion() async throws {
    try write(1, seed: 1)
    try await run { caller in
      let broken = try workshop.place("m/2/model.keras")
      try Data("no model".utf8).write(to: URL(filePath: broken))
      try await wait(caller) { states($0) == ["1": "AVAILABLE", "2": "END"] }
      let status = try await caller.get("/v1/models/m/versions/2").text
      #expect(!status.contains(workshop.path))
      #expect(try await caller.get("/v2/models/m").json()["versions"] == .array([.string("1")]))
      #expect(
        try await caller.post("/v1/models/m:predict", "{\"instances\": [\"a\"]}").status == 200)
      try write(2, seed: 2)
      try await wait(caller) { states($0) == ["2": "AVAILABLE"] }
    }
  }

  @Test("a version whose vectors are damaged is refused: they would be vectors all the same")
  func damagedVectors() async throws {
    try write(1, seed: 1)
    try await run { caller in
      try write(2, seed: 2)
      try await wait(caller) { states($0) == ["2": "AVAILABLE"] }
      let place = try workshop.place("m/2/model.keras")
      var bytes = try Data(contentsOf: URL(filePath: place))
      // The first vector of `Models.text`, as it lies in the file.
      let vector = (0..<4).flatMap { number in
        withUnsafeBytes(of: (Float(number) / 7 - 0.4).bitPattern.littleEndian) { Array($0) }
      }
      let found = try #require(bytes.firstRange(of: Data(vector)))
      bytes[found.lowerBound + 2] ^= 0x40
      let damaged = try workshop.place("m/3/model.keras")
      try bytes.write(to: URL(filePath: damaged))
      try await wait(caller) { states($0) == ["2": "AVAILABLE", "3": "END"] }
      let status = try await caller.get("/v1/models/m/versions/3").text
      #expect(status.contains("checksum"))
    }
  }

  @Test("goes back to an older version when the newest is taken away, and keeps the last one")
  func rollback() async throws {
    try write(1, seed: 1)
    try write(2, seed: 2)
    try await run { caller in
      try FileManager.default.removeItem(atPath: workshop.path + "/m/2")
      try await wait(caller) { states($0) == ["1": "AVAILABLE"] }
      try FileManager.default.removeItem(atPath: workshop.path + "/m/1")
      try await Task.sleep(for: .milliseconds(200))
      #expect(
        try await caller.post("/v1/models/m:predict", "{\"instances\": [\"a\"]}").status == 200)
    }
  }

  @Test("serves several versions side by side where that is wanted")
  func sideBySide() async throws {
    for version in 1...3 { try write(version, seed: UInt64(version)) }
    try await run(kept: 2) { caller in
      let texts = "{\"instances\": [\"a\"]}"
      for (version, status) in [(3, 200), (2, 200), (1, 404)] {
        let answer = try await caller.post("/v1/models/m/versions/\(version):predict", texts)
        #expect(answer.status == status)
      }
    }
  }

  @Test("must hold a version that can be loaded when the server starts")
  func nothingToServe() throws {
    _ = try workshop.place("m/readme.txt")
    let source = try ModelSource(workshop.path + "/m")
    let empty = #expect(throws: UnrollError.self) {
      try ServerApplication(sources: [source], logger: silent)
    }
    #expect(empty?.message == "the folder holds no versions")
    let broken = try workshop.place("m/1/model.keras")
    try Data("no model".utf8).write(to: URL(filePath: broken))
    #expect(throws: UnrollError.self) { try ServerApplication(sources: [source], logger: silent) }
  }

  @Test("names come from files, folders and what stands before an equals sign")
  func names() throws {
    let file = try workshop.place("a.b.keras")
    try Models.vector().save(to: file)
    _ = try workshop.place("versions/1/x")
    #expect(try ModelSource(file).name == "a.b")
    #expect(try ModelSource(workshop.path + "/versions/").name == "versions")
    #expect(try ModelSource("other=\(file)").name == "other")
    #expect(throws: UnrollError.self) { try ModelSource("a:b=\(file)") }
    #expect(throws: UnrollError.self) { try ModelSource(workshop.path + "/none.keras") }
    let twice = #expect(throws: UnrollError.self) {
      try ServerApplication(sources: [ModelSource(file), ModelSource(file)], logger: silent)
    }
    #expect(twice?.message == "two models have the same name")
  }
}
