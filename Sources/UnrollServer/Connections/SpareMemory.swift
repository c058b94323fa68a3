import ServiceLifecycle

#if canImport(Glibc)
  import CMalloc
#endif

/// Gives memory back to the system that requests have needed and nobody needs any more.
///
/// The C library keeps pages of small blocks for itself. After a crowd of connections or large bodies
/// that is memory which other programs on the machine lack.
package struct SpareMemory: Service {
  /// What changes whenever something was done.
  let activity: @Sendable () -> Int
  /// How often it is looked at.
  static let interval = Duration.seconds(5)

  /// Takes large blocks from the system one by one from now on, so that each goes back when it is freed.
  package static func returnLargeBlocks() {
    #if canImport(Glibc)
      _ = mallopt(M_MMAP_THRESHOLD, 1 << 20)
    #endif
  }

  /// Gives back until the server is asked to stop.
  package func run() async throws {
    #if canImport(Glibc)
      await cancelWhenGracefulShutdown {
        var last = activity()
        while true {
          do { try await Task.sleep(for: Self.interval) } catch { return }
          let now = activity()
          if now != last { malloc_trim(0) }
          last = now
        }
      }
    #else
      try? await gracefulShutdown()
    #endif
  }
}
