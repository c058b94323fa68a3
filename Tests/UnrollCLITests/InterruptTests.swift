import Foundation
import Testing
import Unroll

@Suite("Ctrl-C")
struct InterruptTests {
  @Test("training saves what was learned, says so and ends with 130")
  func interrupt() throws {
    let folder = try Workshop()
    let process = Program.make(
      ["train", "--output", folder["m.keras"], "--history", folder["h.json"]]
        + TrainedModel.options + ["--epochs", "1000000"])
    let (output, errors) = (try Capture(), try Capture())
    process.standardOutput = output.handle
    process.standardError = errors.handle
    try process.run()
    try Program.wait("the second epoch") { errors.text.split(separator: "\n").count >= 2 }
    process.interrupt()
    process.waitUntilExit()
    #expect(process.terminationReason == .exit)
    #expect(process.terminationStatus == 130)
    let last = try #require(errors.text.split(separator: "\n").last)
    let note = /interrupted: .*m\.keras holds what was learned until epoch [0-9]+.*/
    #expect(last.wholeMatch(of: note) != nil, "\(last)")
    #expect(!output.text.contains("saved"))
    #expect(try TextPipeline.load(folder["m.keras"]).predict("a film").isFinite)
    #expect(folder.names == ["h.json", "m.keras"])
    let figures = try JSONDecoder().decode([String: [Double]].self, from: folder.bytes("h.json"))
    #expect((figures["val_loss"]?.count ?? 0) >= 2)
  }
}
