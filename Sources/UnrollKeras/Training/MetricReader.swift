import UnrollNN
import UnrollTensor

/// Reads a metric: a name, a function, or an object with options.
enum MetricReader {
  /// Reads one metric.
  ///
  /// - Throws: `UnrollError` that names what is not supported.
  static func metric(_ value: JSONValue) throws -> AnyMetric {
    if let name = value.string { return try AnyMetric.named(name) }
    let object = try KerasObject(value)
    let name =
      object.function == nil || object.className != "function"
      ? value["config"]?["name"]?.string : object.function
    if let function = object.function {
      return AnyMetric(try MetricRegistry.metric(function: function), name: name)
    }
    return AnyMetric(
      try MetricRegistry.metric(className: object.className, object.options), name: name)
  }
}
