import Foundation
import Unroll

/// Answers the comparison's questions, one a line: the protocol of all its workers.
///
/// The first line says what answers and which workloads it knows. Then `prepare NAME` makes a
/// workload ready and `time NAME` measures it once. The answer is a JSON object on one line:
/// `{"value": 1.5}`, or `{"error": "…"}`.
struct Server {
  private let data: BenchData
  private let workloads: [Workload]
  private var ready: [String: () throws -> Double] = [:]

  init(data: BenchData) {
    self.data = data
    workloads = Workload.all(blas: data.blas)
  }

  /// Answers until the input ends.
  mutating func run() {
    let names = workloads.map { "\"\($0.name)\"" }.joined(separator: ", ")
    let about = data.blas == nil ? "Unroll, \(Kernels.active.name)" : "OpenBLAS"
    send("{\"about\": \"\(about)\", \"workloads\": [\(names)]}")
    while let line = readLine() {
      let words = line.split(separator: " ", maxSplits: 1).map(String.init)
      guard words.count == 2 else { continue }
      let reply: String
      do {
        let value = try answer(words[0], words[1])
        reply = "{\"value\": \(value)}"
      } catch {
        let message = (try? JSONEncoder().encode("\(error)")) ?? Data()
        reply = "{\"error\": \(String(decoding: message, as: UTF8.self))}"
      }
      send(reply)
    }
  }

  private func send(_ line: String) {
    FileHandle.standardOutput.write(Data((line + "\n").utf8))
  }

  private mutating func answer(_ question: String, _ name: String) throws -> Double {
    switch question {
    case "prepare":
      guard let workload = workloads.first(where: { $0.name == name }) else {
        throw BenchError("no workload is called \(name)")
      }
      ready[name] = try workload.prepare(data)
      return 0
    case "time":
      guard let measure = ready[name] else { throw BenchError("\(name) was not prepared") }
      return try measure()
    default:
      throw BenchError("the questions are prepare and time, not \(question)")
    }
  }
}
