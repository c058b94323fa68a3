import Foundation
import Testing
import Unroll

@Suite("unroll demo")
struct DemoTests {
  @Test("compares three networks, saves the best, and does the same every time")
  func demo() throws {
    let folder = try Workshop()
    let runs = try ["a", "b/c"].map { try Program.succeed(["demo", "-q", "--output", folder[$0]]) }
    // network, validation loss, test accuracy, parameters, seconds
    let row = /^.*[a-z]  +([01]\.[0-9]{4})  +(0\.[0-9]{4})  +[0-9]+  +[0-9.]+$/
    let figures = runs.map { run in
      run.lines.compactMap { $0.firstMatch(of: row) }
        .map { (loss: String($0.1), accuracy: String($0.2)) }
    }
    #expect(figures[0].count == 3)
    #expect(figures[0].map(\.loss) == figures[1].map(\.loss))
    #expect(figures[0].map(\.accuracy) == figures[1].map(\.accuracy))
    #expect(try folder.bytes("a/best.keras") == folder.bytes("b/c/best.keras"))
    let evaluation = try Program.succeed(["evaluate", folder["a/best.keras"]]).output
    let best = try #require(figures[0].min { $0.loss < $1.loss })
    #expect(evaluation.hasPrefix("accuracy: \(best.accuracy) "))
    #expect(runs[0].output.contains("unroll predict \(folder["a"])/best.keras"))
    #expect(runs[0].errors.isEmpty)
  }
}
