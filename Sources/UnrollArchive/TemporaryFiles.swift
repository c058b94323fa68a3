import Synchronization

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The temporary files that this program has under way.
///
/// One list for the whole program, because a signal ends the whole program: who handles it knows
/// nothing of the writes that are going on.
enum TemporaryFiles {
  private static let paths = Mutex<Set<String>>([])

  /// Creates a file that is in the list from its first moment.
  static func create<File>(_ path: String, _ make: () throws -> File) rethrows -> File {
    try paths.withLock { paths in
      let file = try make()
      paths.insert(path)
      return file
    }
  }

  /// Takes a file off the list that has another name now.
  static func forget(_ path: String) { paths.withLock { _ = $0.remove(path) } }

  /// Removes a file that is in the list.
  static func remove(_ path: String) {
    paths.withLock { if $0.remove(path) != nil { unlink(path) } }
  }

  /// Removes all files, and keeps the list closed until `end` returns.
  static func removeAll(before end: () -> Void) {
    paths.withLock { paths in
      for path in paths { unlink(path) }
      paths = []
      end()
    }
  }
}
