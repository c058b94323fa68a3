/// One thing to time: made ready once, then measured as often as the rounds ask.
struct Workload {
  /// The name that the comparison asks for.
  let name: String
  /// Loads what is needed, warms up, and returns the measurement: a number in the unit of the row.
  let prepare: (BenchData) throws -> () throws -> Double

  /// The workloads of a process: those of Unroll, or those of OpenBLAS where that is given.
  static func all(blas: String?) -> [Workload] {
    if blas != nil { return CeilingWorkloads.products }
    return TrainingWorkloads.all + PredictionWorkloads.all + TextWorkloads.all + MaskWorkloads.all
      + CeilingWorkloads.fusedMultiplyAdds
  }
}

/// Seconds that work takes.
enum Clock {
  /// Runs `body` once and returns the seconds it took.
  static func seconds(_ body: () throws -> Void) rethrows -> Double {
    let start = ContinuousClock.now
    try body()
    return seconds(since: start)
  }

  /// The seconds from an instant until now.
  static func seconds(since start: ContinuousClock.Instant) -> Double {
    seconds(ContinuousClock.now - start)
  }

  /// A duration as seconds.
  static func seconds(_ duration: Duration) -> Double {
    Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
  }
}

extension [Double] {
  /// The value in the middle, the lower one of two.
  var median: Double { isEmpty ? .nan : sorted()[(count - 1) / 2] }
}
