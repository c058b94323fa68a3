import Foundation
import UnrollInsight

/// How far back networks remember, as tables.
struct MemoryText: CustomStringConvertible {
  private let report: MemoryReport

  init(_ report: MemoryReport) { self.report = report }

  var description: String {
    report.tasks.map { task in
      let distances = task.curves.first?.distance ?? []
      let rows = task.curves.map { curve in
        [curve.name] + curve.accuracy.map { String(format: "%.2f", $0) }
      }
      return """
        \(task.name): \(task.explanation)
        \(TextTable(header: ["steps back"] + distances.map(String.init), rows: rows))
        a guess: \(String(format: "%.2f", task.chance))
        """
    }.joined(separator: "\n\n")
  }
}
