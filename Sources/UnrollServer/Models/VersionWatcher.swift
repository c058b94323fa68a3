import Foundation
import ServiceLifecycle

/// Looks at the folders of versions again and again, on a thread of its own.
struct VersionWatcher: Service {
  let keepers: [VersionKeeper]
  let store: ModelStore
  let interval: Duration

  /// Looks until the server is asked to stop.
  func run() async throws {
    let folders = keepers.filter { $0.source.kind == .versions }
    await cancelWhenGracefulShutdown {
      var keepers = folders
      while !keepers.isEmpty {
        do { try await Task.sleep(for: interval) } catch { return }
        keepers = await Self.look(keepers, store)
      }
    }
    try? await gracefulShutdown()
  }

  /// Loading reads files for seconds, which must not hold up what answers requests.
  private static func look(_ keepers: [VersionKeeper], _ store: ModelStore) async -> [VersionKeeper]
  {
    await withCheckedContinuation { continuation in
      let thread = Thread {
        var keepers = keepers
        for index in keepers.indices { keepers[index].look(store) }
        continuation.resume(returning: keepers)
      }
      thread.name = "unroll-loader"
      thread.start()
    }
  }
}
