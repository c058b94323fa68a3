import ArgumentParser
import Foundation
import UnrollInsight

/// `unroll demo memory`: how far back networks remember.
struct DemoMemory: UnrollSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "memory",
    abstract: "Trains SimpleRNN, LSTM and GRU on tasks that ask for something far back.",
    discussion: """
      Sequences are generated: recall the first symbol, add two marked numbers, copy the first \
      symbols, tell the order of two symbols. The same sequences are given to all three networks, \
      from the shortest distance to the longest, and each goes on from what it learned before; \
      what is printed is the share of right answers on new sequences.

      Examples:
        unroll demo memory
        unroll demo memory --task recall --distances 10,20,40,80,160
        unroll demo memory --html memory.html
      """)

  /// What can be asked for.
  enum Choice: String, CaseIterable, ExpressibleByArgument {
    case recall, adding, copy, order, all

    var tasks: [MemoryTask] { MemoryTask(rawValue: rawValue).map { [$0] } ?? MemoryTask.allCases }
  }

  /// Takes the options that stand before `memory`, and some after it.
  @ParentCommand private var demo: Demo

  @Option(help: "The task.") var task = Choice.all

  @Option(
    help: ArgumentHelp("How many steps back, separated by commas.", valueName: "n,n,…"))
  var distances = "10,20,40,80,160"

  @Option(help: ArgumentHelp("The most steps of training at each distance.", valueName: "n"))
  var updates = MemoryTrial.Effort().updates

  @Option(help: ArgumentHelp("The number of units of each network.", valueName: "n"))
  var units = MemoryTrial.Effort().units

  @OptionGroup var seeding: SeedOptions
  @OptionGroup var document: DocumentOptions
  @OptionGroup var threads: ThreadOptions
  @OptionGroup(title: "Messages") var messages: MessageOptions

  private var steps: [Int]? {
    let numbers = distances.split(separator: ",", omittingEmptySubsequences: false)
      .map { Int($0.trimmingCharacters(in: .whitespaces)) }
    let known = numbers.compactMap { $0 }.filter { (4...1000).contains($0) }
    return known.count == numbers.count && !known.isEmpty ? known.sorted() : nil
  }

  func validate() throws {
    guard demo.output == nil else {
      throw ValidationError("--output goes with unroll demo alone; for a page give --html FILE.")
    }
    guard steps != nil else {
      throw ValidationError(
        "--distances are numbers from 4 to 1000, separated by commas, not \(distances).")
    }
    for (name, value) in [("updates", updates), ("units", units)] where value < 1 {
      throw ValidationError("--\(name) must be 1 or more, not \(value).")
    }
  }

  func run() throws {
    try document.check()
    let tasks = try task.tasks.map(measure)
    let report = MemoryReport(tasks: tasks, seed: seeding.seed)
    try document.write(report) { MemoryText(report).description }
  }

  private func measure(_ task: MemoryTask) throws -> MemoryReport.Task {
    var effort = MemoryTrial.Effort()
    (effort.updates, effort.units) = (updates, units)
    let distances = steps ?? []
    let curves = try MemoryTrial.Cell.allCases.map { cell in
      let start = Date()
      let curve = try MemoryTrial(
        task, cell, distances: distances, effort: effort, seed: seeding.seed
      )
      .run(threads: threads.count)
      let seconds = String(format: "%.1f s", Date().timeIntervalSince(start))
      let shares = curve.accuracy.map { String(format: "%.2f", $0) }.joined(separator: " ")
      messages.console.note("\(task.rawValue), \(cell.rawValue): \(shares) (\(seconds))")
      return curve
    }
    return MemoryReport.Task(task, curves: curves)
  }
}
