import Foundation
import UnrollNN
import UnrollTensor

/// Where a run took place, as far as it bears on speed and results; nothing that names the machine.
public enum RunEnvironment {
  /// The facts, by name.
  ///
  /// - Parameters:
  ///   - version: the version of the program.
  ///   - threads: how many threads computed.
  /// - Returns: names and values.
  public static func facts(version: String, threads: Int) -> [TrainingReport.Option] {
    [
      .init("unroll", version), .init("system", system), .init("architecture", architecture),
      .init("instruction set", Kernels.active.name),
      .init("instruction sets available", Kernels.available.map(\.name).joined(separator: ", ")),
      .init("threads", "\(threads)"),
      .init("processor cores", "\(ProcessInfo.processInfo.activeProcessorCount)"),
    ]
  }

  private static var system: String {
    #if os(Linux)
      "Linux"
    #elseif os(macOS)
      "macOS"
    #else
      "other"
    #endif
  }

  private static var architecture: String {
    #if arch(x86_64)
      "x86-64"
    #elseif arch(arm64)
      "arm64"
    #else
      "other"
    #endif
  }
}
