import Foundation

/// All figures of a server as Prometheus reads them.
struct MetricsPage {
  let metrics: ServerMetrics
  let queue: PredictionQueue
  let capacity: Int
  let room: ConnectionRoom
  let models: [ServedModel]

  /// The page.
  var text: String {
    var page = PrometheusText()
    let counts = metrics.snapshot
    addRequests(counts, to: &page)
    addPredictions(counts, to: &page)
    addState(counts, to: &page)
    return page.text
  }

  private func addRequests(_ counts: ServerMetrics.Counts, to page: inout PrometheusText) {
    page.begin("unroll_request_count", "counter", "Requests that were answered.")
    for (key, count) in counts.requests.sorted(by: { $0.key < $1.key }) {
      page.add(
        "unroll_request_count",
        [("model", key.model), ("endpoint", key.endpoint), ("status", "\(key.status)")],
        Double(count))
    }
    page.begin(
      "unroll_request_latency_seconds", "histogram",
      "Time from the head of a request to its answer.")
    for (endpoint, histogram) in counts.latency.sorted(by: { $0.key < $1.key }) {
      page.add("unroll_request_latency_seconds", [("endpoint", endpoint)], histogram)
    }
    page.begin(
      "unroll_refused_count", "counter", "Requests that were refused as the server was full.")
    for (reason, count) in counts.refusals.sorted(by: { $0.key < $1.key }) {
      page.add("unroll_refused_count", [("reason", reason)], Double(count))
    }
  }

  private func addPredictions(_ counts: ServerMetrics.Counts, to page: inout PrometheusText) {
    page.begin("unroll_prediction_count", "counter", "Samples that were predicted.")
    for (model, count) in counts.predictions.sorted(by: { $0.key < $1.key }) {
      page.add("unroll_prediction_count", [("model", model)], Double(count))
    }
    page.begin("unroll_batch_size", "histogram", "Samples that were predicted together.")
    page.add("unroll_batch_size", [], counts.batches)
    page.begin("unroll_queue_seconds", "histogram", "Time that samples waited for a worker.")
    page.add("unroll_queue_seconds", [], counts.waiting)
    page.begin("unroll_compute_seconds", "histogram", "Time that a worker took for a batch.")
    page.add("unroll_compute_seconds", [], counts.computing)
  }

  private func addState(_ counts: ServerMetrics.Counts, to page: inout PrometheusText) {
    page.begin("unroll_requests_under_way", "gauge", "Requests that are being answered.")
    page.add("unroll_requests_under_way", [], Double(counts.underWay))
    page.begin("unroll_connections", "gauge", "Connections that are open.")
    page.add("unroll_connections", [], Double(room.taken))
    page.begin("unroll_connection_capacity", "gauge", "The most connections that may be open.")
    page.add("unroll_connection_capacity", [], Double(room.capacity))
    page.begin("unroll_queue_depth", "gauge", "Samples that wait for a worker.")
    page.add("unroll_queue_depth", [], Double(queue.depth))
    page.begin("unroll_queue_capacity", "gauge", "The most samples that may wait.")
    page.add("unroll_queue_capacity", [], Double(capacity))
    page.begin(
      "unroll_model_version", "gauge", "The version of each model that is served by default.")
    for model in models {
      page.add("unroll_model_version", [("model", model.name)], Double(model.version))
    }
    page.begin("unroll_uptime_seconds", "gauge", "Time since the server was started.")
    page.add("unroll_uptime_seconds", [], (ContinuousClock.now - metrics.start).seconds)
    if let bytes = Self.residentBytes {
      page.begin("process_resident_memory_bytes", "gauge", "Memory that the program holds.")
      page.add("process_resident_memory_bytes", [], Double(bytes))
    }
  }

  /// The memory of this program, where the system tells.
  private static var residentBytes: Int? {
    let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let line = status?.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
    return line?.split(separator: " ").dropFirst().first.flatMap { Int($0) }.map { $0 << 10 }
  }
}
