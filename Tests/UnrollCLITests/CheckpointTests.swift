import Foundation
import Testing

@Suite("--checkpoint and --resume")
struct CheckpointTests {
  private func arguments(_ folder: Workshop, _ name: String, _ more: [String]) -> [String] {
    ["train", "--output", folder[name], "--csv-log", folder[name + ".csv"], "--epochs", "60"]
      + TrainedModel.options + more
  }

  @Test("a run that is told to terminate keeps its state, ends with 143 and goes on to the bit")
  func termination() throws {
    let folder = try Workshop()
    _ = try Program.succeed(arguments(folder, "whole.keras", []))
    let states = ["--checkpoint", folder["states"], "--every", "5", "batches", "--resume"]
    let process = Program.make(arguments(folder, "m.keras", states))
    let errors = try Capture()
    process.standardError = errors.handle
    process.standardOutput = try Capture().handle
    try process.run()
    try Program.wait("the third epoch") { errors.text.split(separator: "\n").count >= 3 }
    process.terminate()
    process.waitUntilExit()
    #expect(process.terminationReason == .exit)
    #expect(process.terminationStatus == 143)
    #expect(errors.text.contains("with --resume goes on from"))
    let outcome = try Program.succeed(arguments(folder, "m.keras", states + ["--threads", "1"]))
    #expect(outcome.errors.contains("going on with epoch"))
    #expect(try folder.bytes("m.keras") == folder.bytes("whole.keras"))
    #expect(try folder.bytes("m.keras.csv") == folder.bytes("whole.keras.csv"))
  }

  @Test("takes the seed of the run from its state")
  func seeds() throws {
    let folder = try Workshop()
    let options = [
      "train", "--output", folder["m.keras"], "--units", "2", "--max-length", "10", "--epochs", "1",
      "--checkpoint", folder["states"],
    ]
    let first = try Program.succeed(options)
    #expect(first.errors.contains("repeats this run"))
    let before = try folder.bytes("m.keras")
    let second = try Program.succeed(options + ["--resume"])
    #expect(!second.errors.contains("repeats this run"))
    #expect(try folder.bytes("m.keras") == before)
    let again = try Program.run(options)
    #expect(again.status == 1)
    #expect(again.errors.contains("go on with that run by --resume"))
  }

  @Test(
    "a wrong option is refused",
    arguments: [
      ["--resume"], ["--every", "5", "batches"], ["--checkpoint", "d", "--every", "5", "parsecs"],
      ["--checkpoint", "d", "--every", "0"], ["--checkpoint", "d", "--every", "1.5", "batches"],
      ["--checkpoint", "d", "--every", "5", "batches", "x.npy"],
    ])
  func usage(_ options: [String]) throws {
    let outcome = try Program.run(["train", "--output", "m.keras"] + options)
    #expect(outcome.status == 64)
    #expect(outcome.errors.contains("--every"))
  }
}
