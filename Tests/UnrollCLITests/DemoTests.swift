import Foundation
import Testing
import Unroll

@Suite("unroll demo")
struct DemoTests {
  @Test("compares three networks, saves the best, and does the same every time")
  func demo() throws {
    let folder = try Workshop()
    let runs = try ["a", "b/c"].map { try Program.succeed(["demo", "-q", "--output", folder[$0]]) }
    let accuracies = try runs.map { run in
      try run.lines.compactMap { line in
        try line.firstMatch(of: /^.*[a-z]  +(0\.[0-9]{4})  +[0-9]+  +[0-9.]+$/).map {
          try #require(Double($0.1))
        }
      }
    }
    #expect(accuracies[0].count == 3)
    #expect(accuracies[0] == accuracies[1])
    #expect(try folder.bytes("a/best.keras") == folder.bytes("b/c/best.keras"))
    let evaluation = try Program.succeed(["evaluate", folder["a/best.keras"]]).output
    let best = String(format: "%.4f", accuracies[0].max() ?? 0)
    #expect(evaluation.hasPrefix("accuracy: \(best) "))
    #expect(runs[0].output.contains("unroll predict \(folder["a"])/best.keras"))
    #expect(runs[0].errors.isEmpty)
  }
}
