import Foundation
import Testing

@Suite("Help")
struct HelpTests {
  static let commands = [
    "demo", "train", "fit", "evaluate", "predict", "summary", "convert", "page", "tokenize",
    "vectors", "vectors info", "vectors show", "vectors similar", "vectors convert", "vectors map",
    "explain", "gradients", "demo memory",
  ]

  @Test("every command explains itself with examples of its own", arguments: commands)
  func examples(command: String) throws {
    let outcome = try Program.succeed(command.split(separator: " ").map(String.init) + ["--help"])
    #expect(outcome.output.hasPrefix("OVERVIEW: "))
    let examples = try #require(outcome.output.range(of: "Examples:"))
    let usage = try #require(outcome.output.range(of: "USAGE: unroll \(command)"))
    #expect(examples.upperBound < usage.lowerBound)
    #expect(
      outcome.output[examples.upperBound..<usage.lowerBound].contains("unroll \(command)"))
    #expect(outcome.errors.isEmpty)
  }

  @Test("no line of any help is broken in the middle of an example", arguments: commands)
  func width(command: String) throws {
    let outcome = try Program.succeed(command.split(separator: " ").map(String.init) + ["--help"])
    let lines = outcome.lines.drop { $0 != "Examples:" }.prefix { !$0.hasPrefix("USAGE") }
      .dropFirst()
    for line in lines where !line.isEmpty {
      #expect(line.hasPrefix("  "), "\(line)")
      #expect(line.count <= 80)
    }
  }

  @Test("the program without arguments lists its commands")
  func overview() throws {
    let outcome = try Program.succeed([])
    for command in Self.commands where !command.contains(" ") {
      #expect(outcome.output.contains("\n  \(command) "))
    }
  }

  @Test("the version is three numbers")
  func version() throws {
    let output = try Program.succeed(["--version"]).output
    #expect(output.wholeMatch(of: /[0-9]+\.[0-9]+\.[0-9]+\n/) != nil)
  }
}
