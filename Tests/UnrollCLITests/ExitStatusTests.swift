import Foundation
import Testing

@Suite("Exit status")
struct ExitStatusTests {
  @Test(
    "a wrong command line ends with 64, one error and no output",
    arguments: [
      ["fly"], ["train"], ["train", "--output", "model.h5"],
      ["train", "--output", "m.keras", "--layer", "cnn"],
      ["train", "--output", "m.keras", "--units", "0"],
      ["train", "--output", "m.keras", "--epochs", "none"],
      ["train", "--output", "m.keras", "--validation-split", "1"],
      ["train", "--output", "m.keras", "--optimizer", "magic"],
      ["train", "--output", "m.keras", "--learning-rate", "-1"],
      ["train", "--output", "m.keras", "--threads", "0"],
      ["train", "--output", "m.keras", "--keep-words", "some"],
      ["train", "--output", "m.keras", "--early-stopping", ":3"],
      ["fit", "m.keras", "--output", "o.keras"], ["fit", "m.keras", "x.npy", "y.npy"],
      FitOption.refused("--epochs", "0"), FitOption.refused("--initial-epoch", "1"),
      FitOption.refused("--validation-split", "1"), FitOption.refused("--optimizer", "magic"),
      FitOption.refused("--validation-split", "0.1", "--validation", "a.npy", "b.npy"),
      FitOption.refused("--loss", "sadness"), FitOption.refused("--metrics", "accuracy,luck"),
      FitOption.refused("--learning-rate", "-1"), FitOption.refused("--class-weight", "0=1,1"),
      FitOption.refused("--class-weight", "0=1,0=2"),
      FitOption.refused("--class-weight", "0=1", "--sample-weight", "w.npy"),
      FitOption.refused("--early-stopping", "val_loss:soon"),
      FitOption.refused("--early-stopping", "val_loss,patience=3"),
      FitOption.refused("--reduce-lr", "loss:1,factor=2"),
      FitOption.refused("--reduce-lr", "loss:1,mode=up"),
      FitOption.refused("--checkpoint-best", "loss"),
      FitOption.refused("--checkpoint-path", "m.h5"),
      FitOption.refused("--checkpoint-path", "m.keras", "--checkpoint-every", "0"),
      ["predict"], ["predict", "m.keras"], ["predict", "m.keras", "text", "--input", "-"],
      ["predict", "m.keras", "--input", "X.npy"], ["evaluate", "m.keras", "X.npy"],
      ["evaluate", "m.keras", "--split", "half"], ["summary"], ["convert", "m.keras"],
      ["convert", "a.keras", "b.keras", "--weights", "w.weights.h5"], ["tokenize", "a", "b"],
      ["vectors", "show", "v.bin"], ["vectors", "similar", "v.bin"],
      ["vectors", "info", "v.bin", "--limit", "0"], ["demo", "--seed", "-1"],
      ["explain", "m.keras"], ["explain", "m.keras", "text", "--file", "-"],
      ["explain", "m.keras", "text", "--sample", "-1"],
      ["gradients", "--text", "a", "--data", "b"], ["gradients", "--input", "x.npy"],
      ["gradients", "--steps", "0"], ["demo", "memory", "--distances", "2"],
      ["demo", "memory", "--distances", "8,,9"], ["demo", "memory", "--task", "sleep"],
      ["demo", "memory", "--units", "0"], ["vectors", "map", "v.bin"],
      ["vectors", "map", "v.bin", "text", "--analogy", "a", "b"],
    ])
  func usage(arguments: [String]) throws {
    let outcome = try Program.run(arguments)
    #expect(outcome.status == 64)
    #expect(!outcome.wasKilled)
    #expect(outcome.errors.hasPrefix("error: "))
    #expect(outcome.errors.contains("Usage: unroll"))
    #expect(outcome.output.isEmpty)
  }

  @Test(
    "a file that is missing ends with 1 and one line that names it",
    arguments: [
      ["predict", "MISSING.keras", "text"], ["evaluate", "MISSING.keras"],
      ["fit", "MISSING.keras", "x.npy", "y.npy", "--output", "out.keras"],
      ["summary", "MISSING.keras"], ["summary", "MISSING.json"], ["tokenize", "MISSING.txt"],
      ["convert", "MISSING.keras", "out.keras"], ["vectors", "info", "MISSING.bin"],
      ["explain", "MISSING.keras", "text"], ["gradients", "MISSING.keras"],
      ["vectors", "map", "MISSING.bin", "text"], ["vectors", "show", "MISSING.bin", "word"],
      ["vectors", "similar", "MISSING.bin", "word"],
    ])
  func missing(arguments: [String]) throws {
    let folder = try Workshop()
    let named = arguments.map { $0.contains(".") ? folder[$0] : $0 }
    let outcome = try Program.run(named)
    #expect(outcome.status == 1)
    #expect(outcome.errors.hasPrefix("error: \(folder.path)/MISSING."))
    #expect(outcome.errors.split(separator: "\n").count == 1)
    #expect(outcome.errors.contains("check the path"))
    #expect(outcome.output.isEmpty)
    #expect(folder.names.isEmpty)
  }

  @Test("an instruction set that cannot be had is refused, with those that can")
  func instructionSet() throws {
    let outcome = try Program.run(
      ["tokenize"], environment: ["UNROLL_ISA": "abacus"])
    #expect(outcome.status == 1)
    #expect(outcome.errors.hasPrefix("error: UNROLL_ISA: "))
    #expect(outcome.errors.contains("baseline"))
    #expect(outcome.errors.contains("abacus"))
    #expect(try Program.run(["tokenize"], environment: ["UNROLL_ISA": "baseline"]).status == 0)
  }

  @Test("--verbose shows the facts of an error one a line")
  func verbose() throws {
    let outcome = try Program.run(["tokenize", "/missing/file.txt", "--verbose"])
    #expect(outcome.status == 1)
    let lines = outcome.errors.split(separator: "\n")
    #expect(lines.first == "error: cannot open the file")
    #expect(lines.contains { $0.hasPrefix("├─ where:") && $0.hasSuffix("/missing/file.txt") })
    #expect(lines.last?.hasPrefix("└─ hint:") == true)
  }

  @Test("a model on arrays, given texts, says what to do")
  func wrongKind() throws {
    let folder = try Workshop()
    try Program.succeed(["convert", try TrainedModel.path(), folder["network.json"]])
    let outcome = try Program.run(["predict", folder["network.json"], "text"])
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("--input X.npy --output Y.npy"))
  }
}

/// Command lines of `fit` that are wrong in one option.
private enum FitOption {
  static func refused(_ options: String...) -> [String] {
    ["fit", "m.keras", "x.npy", "y.npy", "--output", "o.keras"] + options
  }
}
