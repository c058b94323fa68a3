import ArgumentParser
import Foundation
import Unroll
import UnrollNN
import UnrollTensor

/// `unroll demo`: three networks on the built-in sample.
struct Demo: UnrollSubcommand {
  static let configuration = CommandConfiguration(
    abstract: "Trains three networks on the built-in sample and compares them.",
    discussion: """
      A SimpleRNN, an LSTM and a bidirectional GRU learn from 480 short film reviews whether a \
      review praises. Each is trained for ten epochs and keeps the weights of the one with the \
      lowest loss on reviews kept for validation; the network with the lowest is saved and judges \
      a few sentences. 160 other reviews test all three. Takes seconds and needs no network \
      connection.

      Examples:
        unroll demo
        unroll demo --output first-steps --seed 8
        unroll demo memory
      """,
    subcommands: [DemoMemory.self])

  private static let sentences = [
    "A wonderful film, warm and funny, with a great cast.",
    "The plot is dull, the acting is bad and the ending is worse.",
    "I hate that the dismal weather had me down for so long, when will it break!",
  ]

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "The folder for the best model; made if missing. (default: unroll-demo)",
      valueName: "folder"), completion: .directory)
  var output: String?

  @OptionGroup var seeding: SeedOptions
  @OptionGroup var threads: ThreadOptions
  @OptionGroup(title: "Messages") var messages: MessageOptions

  private var folder: String { output ?? "unroll-demo" }
  private var modelPath: String { folder + (folder.hasSuffix("/") ? "" : "/") + "best.keras" }

  func run() throws {
    let console = messages.console
    try makeFolder()
    let contest = try DemoContest(seed: seeding.seed, threads: threads.count)
    try StandardOutput.print(
      """
      Three networks learn from \(contest.training.count) film reviews whether a review praises.
      \(contest.validation.count) more choose epoch and network, \(contest.test.count) others test.

      """)
    let entries = try DemoNetwork.allCases.map { try contest.train($0, console) }
    try StandardOutput.print(table(entries))
    guard let best = entries.min(by: { $0.validationLoss < $1.validationLoss }) else { return }
    try best.pipeline.save(to: modelPath)
    try StandardOutput.print("\nSaved \(modelPath): \(best.network.title). It says of texts:\n")
    let predictions = TextPredictions(
      predictor: best.pipeline.predictor(threads: threads.count), isJSON: false)
    try predictions.write(Self.sentences, to: StandardOutput())
    try StandardOutput.print("\n" + nextSteps)
  }

  private func makeFolder() throws {
    do {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw UnrollError.system(
        "cannot make the folder", path: [folder], cause: error,
        hint: "choose another one with --output")
    }
    try OutputProbe.check(modelPath)
  }

  private func table(_ entries: [DemoContest.Entry]) -> String {
    let rows = entries.map { entry in
      [
        entry.network.title, String(format: "%.4f", entry.validationLoss),
        String(format: "%.4f", entry.testAccuracy), "\(entry.parameters)",
        String(format: "%.1f", entry.seconds),
      ]
    }
    let header = ["network", "validation loss", "test accuracy", "parameters", "seconds"]
    return TextTable(header: header, rows: rows).description
  }

  private var nextSteps: String {
    """
    Next:
      unroll predict \(modelPath) "Your own sentence."
      unroll evaluate \(modelPath)
      unroll summary \(modelPath)
      unroll train --layer gru --bidirectional --epochs 8 --output mine.keras
      unroll train --help
    """
  }
}
