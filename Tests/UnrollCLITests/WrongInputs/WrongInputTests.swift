import Foundation
import Testing

/// Every wrong input is answered by one message of one shape, and changes no file.
@Suite("Wrong inputs")
struct WrongInputTests {
  @Test(
    "are answered in one line that says what, where, expected, found and what to do",
    arguments: WrongInputs.all)
  func message(_ row: WrongInput) throws {
    let bench = try Bench()
    try row.setup(bench)
    let before = try bench.contents()
    let outcome = try Program.run(
      row.words, input: row.input, environment: row.environment, folder: bench.path)
    #expect(outcome.status == 1 && !outcome.wasKilled, "\(outcome.status): \(outcome.errors)")
    #expect(outcome.output.isEmpty, "\(outcome.output.prefix(200))")
    #expect(try bench.contents() == before, "files were changed, made or removed")
    MessageShape.check(errors: outcome.errors, folder: bench.path)
    let lines = outcome.errors.split(separator: "\n", omittingEmptySubsequences: false)
    try #require(lines.count == 2 && lines[1].isEmpty, "not one line: \(outcome.errors)")
    try check(MessageShape(String(lines[0]), at: row.message.place), row.message)
  }

  private func check(_ shape: MessageShape, _ wanted: WrongInput.Message) {
    shape.check()
    #expect(shape.what.contains(wanted.what), "what: \(shape)")
    #expect(shape.hint.contains(wanted.hint), "hint: \(shape)")
    for (given, part) in [(shape.expected, wanted.expected), (shape.found, wanted.found)] {
      if let part, !part.isEmpty { #expect(given?.contains(part) == true, "details: \(shape)") }
    }
    // A message without either says so in its sentence; the table states which ones do.
    let isBare = shape.expected == nil && shape.found == nil
    #expect(isBare == (wanted.expected == nil && wanted.found == nil), "details: \(shape)")
  }

  @Test(
    "of the command line end with 64, name the option and show the usage",
    arguments: WrongInputs.commandLines)
  func commandLine(_ row: WrongCommandLine) throws {
    let bench = try Bench(hasModels: false)
    let before = try bench.contents()
    let outcome = try Program.run(row.words, folder: bench.path)
    #expect(outcome.status == 64 && !outcome.wasKilled, "\(outcome.status): \(outcome.errors)")
    #expect(outcome.output.isEmpty)
    #expect(try bench.contents() == before)
    MessageShape.check(errors: outcome.errors, folder: bench.path)
    let lines = outcome.errors.split(separator: "\n").map(String.init)
    let first = try #require(lines.first)
    #expect(first.hasPrefix("error: "))
    #expect(lines.filter { $0.hasPrefix("error: ") }.count == 1)
    for fact in [row.place] + row.facts { #expect(first.contains(fact), "\(fact): \(first)") }
    // What to do: the usage, and where the rest stands.
    #expect(lines.contains { $0.hasPrefix("Usage: unroll ") }, "\(outcome.errors)")
    #expect(lines.last?.firstMatch(of: #/ +See 'unroll .*--help' for more information\./#) != nil)
  }

  @Test(
    "with --verbose show the same facts one a line",
    arguments: WrongInputs.all.indices.filter { $0 % 9 == 0 })
  func verbose(_ index: Int) throws {
    let row = WrongInputs.all[index]
    let bench = try Bench()
    try row.setup(bench)
    let outcome = try Program.run(
      row.words + ["--verbose"], input: row.input, environment: row.environment,
      folder: bench.path)
    MessageShape.check(errors: outcome.errors, folder: bench.path)
    let lines = outcome.errors.split(separator: "\n")
    #expect(lines.first?.contains(row.message.what) == true)
    var facts: [String: String] = [:]
    for line in lines.dropFirst() {
      guard let match = line.firstMatch(of: /[├└]─\ ([a-z]+):\ +(.+)/) else { continue }
      facts[String(match.1)] = String(match.2)
    }
    #expect(facts["where"] == row.message.place)
    #expect(facts["hint"]?.contains(row.message.hint) == true)
    #expect(row.message.expected.map { facts["expected"]?.contains($0) == true } ?? true)
    #expect(row.message.found.map { $0.isEmpty || facts["found"]?.contains($0) == true } ?? true)
  }

  @Test("are more than two hundred, and no row is there twice")
  func count() {
    let rows = WrongInputs.all.map(\.testDescription)
    let lines = WrongInputs.commandLines.map(\.testDescription)
    #expect(rows.count + lines.count >= 200, "\(rows.count) and \(lines.count)")
    #expect(Set(lines).count == lines.count)
  }
}

/// The tables, subject by subject.
enum WrongInputs {
  typealias Row = WrongInput
  typealias Line = WrongCommandLine

  /// Inputs at fault: the exit status is 1.
  static let all =
    missingFiles + outputs + archives + tables + kerasFiles + descriptions + graphs + layers
    + options + weights + textModels + vectors + arrays + training + inspection + serving + texts
}
