/// Figures in the text format of Prometheus.
struct PrometheusText {
  private(set) var text = ""

  /// Begins a figure.
  mutating func begin(_ name: String, _ type: String, _ help: String) {
    text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
  }

  /// Adds a value with its labels.
  mutating func add(_ name: String, _ labels: [(String, String)], _ value: Double) {
    text += "\(name)\(Self.braces(labels)) \(Self.number(value))\n"
  }

  /// Adds a whole histogram.
  mutating func add(_ name: String, _ labels: [(String, String)], _ histogram: Histogram) {
    var total = 0
    for (index, count) in histogram.counts.enumerated() {
      total += count
      let bound = index < histogram.bounds.count ? Self.number(histogram.bounds[index]) : "+Inf"
      add("\(name)_bucket", labels + [("le", bound)], Double(total))
    }
    add("\(name)_sum", labels, histogram.sum)
    add("\(name)_count", labels, Double(total))
  }

  private static func braces(_ labels: [(String, String)]) -> String {
    guard !labels.isEmpty else { return "" }
    return "{" + labels.map { "\($0)=\"\(escaped($1))\"" }.joined(separator: ",") + "}"
  }

  private static func escaped(_ text: String) -> String {
    text.map { $0 == "\\" ? "\\\\" : $0 == "\"" ? "\\\"" : $0 == "\n" ? "\\n" : String($0) }
      .joined()
  }

  private static func number(_ value: Double) -> String {
    Int(exactly: value).map(String.init) ?? "\(value)"
  }
}
