/// Counts of values by size, as Prometheus has them.
struct Histogram: Sendable {
  /// The upper ends of the buckets.
  let bounds: [Double]
  private(set) var counts: [Int]
  private(set) var sum = 0.0

  init(bounds: [Double]) {
    self.bounds = bounds
    counts = Array(repeating: 0, count: bounds.count + 1)
  }

  /// Seconds, from a tenth of a millisecond to ten.
  static var seconds: Histogram {
    Histogram(bounds: [
      0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10,
    ])
  }

  /// Sizes, in powers of two.
  static var sizes: Histogram {
    Histogram(bounds: [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024])
  }

  /// The number of values.
  var count: Int { counts.reduce(0, +) }

  /// Counts a value.
  mutating func add(_ value: Double) {
    counts[bounds.firstIndex { value <= $0 } ?? bounds.count] += 1
    sum += value
  }
}
