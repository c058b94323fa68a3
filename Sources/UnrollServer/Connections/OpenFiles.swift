#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// How many files and connections the system lets this program have open.
package enum OpenFiles {
  /// What is left to model files, event loops and the rest of the program.
  static let reserve = 64

  #if canImport(Glibc)
    private static let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
  #else
    private static let resource = RLIMIT_NOFILE
  #endif

  /// Asks the system for so many connections, as far as it lets a program do so itself.
  package static func allow(connections: Int) {
    var limit = rlimit()
    guard getrlimit(resource, &limit) == 0 else { return }
    let wanted = rlim_t(clamping: connections + reserve)
    guard limit.rlim_cur < wanted else { return }
    limit.rlim_cur = min(wanted, limit.rlim_max)
    _ = setrlimit(resource, &limit)
  }

  /// The most connections for which the system has room; at least one.
  static var connections: Int {
    var limit = rlimit()
    guard getrlimit(resource, &limit) == 0 else { return .max }
    let count = Int(clamping: limit.rlim_cur)
    return max(count - min(reserve, count / 2), 1)
  }
}
