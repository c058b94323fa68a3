import CUnrollKernels
import Foundation

/// The numeric kernels of one instruction set.
///
/// All methods take views, allocate nothing and cannot fail: a view of the wrong shape is a
/// mistake in the program and stops it. A row's result never depends on the other rows of a call.
///
/// `@unchecked Sendable`: the table behind the pointer is a constant of the program.
public struct Kernels: @unchecked Sendable {
  /// The environment variable that picks an instruction set by name.
  public static let environmentVariable = "UNROLL_ISA"

  /// The tables that this machine can run, the best one last.
  public static let available: [Kernels] = {
    var count = 0
    let tables = unroll_kernels_available(&count)
    return (0..<count).compactMap { tables?[$0].map(Kernels.init(table:)) }
  }()

  /// The table in use: the one that `UNROLL_ISA` names, else the best one.
  ///
  /// A name that this machine cannot run is ignored here; ``named(_:)`` reports it.
  public static let active: Kernels = {
    let wanted = ProcessInfo.processInfo.environment[environmentVariable]
    guard let best = available.last else { preconditionFailure("every machine has a baseline") }
    return available.first { $0.name == wanted } ?? best
  }()

  let table: UnsafePointer<unroll_kernels>

  /// The name of the instruction set: `baseline`, `avx2`, `avx512` or `neon`.
  public var name: String { String(cString: table.pointee.name) }

  /// The number of floats in a vector of this instruction set.
  public var lanes: Int { table.pointee.lanes }

  /// Finds the table of an instruction set.
  ///
  /// - Parameter name: a name such as `avx2`.
  /// - Returns: the kernels of that instruction set.
  /// - Throws: ``UnrollError`` with the runnable names if this machine has no such table.
  public static func named(_ name: String) throws -> Kernels {
    if let match = available.first(where: { $0.name == name }) { return match }
    throw UnrollError(
      .unsupported, "this machine has no such instruction set",
      expected: available.map(\.name).joined(separator: ", "), found: name,
      hint: "leave \(environmentVariable) unset to use the fastest one")
  }
}

extension Kernels: CustomStringConvertible {
  /// The name of the instruction set.
  public var description: String { name }
}
