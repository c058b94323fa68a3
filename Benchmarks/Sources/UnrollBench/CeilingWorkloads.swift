import CBench
import Dispatch

/// Gigaflops that the machine reaches at best.
enum CeilingWorkloads {
  /// The products that are timed: rows, columns and length of the sums.
  private static let shapes = [(2048, 2048, 2048), (12800, 200, 300), (16, 200, 50)]

  /// Fused multiply-adds, on one thread and on two.
  static var fusedMultiplyAdds: [Workload] {
    [1, 2].map { threads in
      Workload(name: "ceiling/fma/\(threads)") { _ in { fusedMultiplyAdd(threads: threads) } }
    }
  }

  /// `sgemm` of OpenBLAS.
  static var products: [Workload] {
    shapes.map { rows, columns, depth in
      Workload(name: "ceiling/sgemm/\(rows)x\(columns)x\(depth)") { data in
        try product(rows, columns, depth, data)
      }
    }
  }

  /// Multiply-adds from registers, on some threads at once.
  private static func fusedMultiplyAdd(threads: Int) -> Double {
    let rounds: Int64 = 60_000
    // Both threads run before the clock starts.
    DispatchQueue.concurrentPerform(iterations: threads) { _ in _ = cbench_fma(rounds / 10) }
    let seconds = Clock.seconds {
      DispatchQueue.concurrentPerform(iterations: threads) { _ in _ = cbench_fma(rounds) }
    }
    return Double(cbench_fma(1)) * Double(rounds) * Double(threads) / seconds / 1e9
  }

  /// `sgemm` of OpenBLAS on one thread.
  private static func product(
    _ rows: Int, _ columns: Int, _ depth: Int, _ data: BenchData
  ) throws -> () throws -> Double {
    guard let path = data.blas, let blas = cbench_blas_open(path) else {
      throw BenchError("no OpenBLAS was found: \(data.blas ?? "none given")")
    }
    let operations = 2 * rows * columns * depth
    let left = [Float](repeating: 0.5, count: rows * depth)
    let right = [Float](repeating: 0.25, count: depth * columns)
    var result = [Float](repeating: 0, count: rows * columns)
    let repeats = max(1, 10_000_000_000 / operations)
    let measure = {
      let seconds = Clock.seconds {
        cbench_sgemm(
          blas, Int32(rows), Int32(columns), Int32(depth), left, right, &result, Int64(repeats))
      }
      return Double(operations) * Double(repeats) / seconds / 1e9
    }
    _ = measure()
    return measure
  }
}
