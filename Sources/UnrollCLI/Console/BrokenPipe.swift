import Foundation

/// The reader of standard output has gone: the rest of the work is not wanted.
struct BrokenPipe: Error {
  /// Lets writes to a closed pipe fail instead of killing the program, so that files under way are
  /// cleaned up.
  static func prepare() { signal(SIGPIPE, SIG_IGN) }

  /// Ends the program without a word, as programs end that a closed pipe kills.
  static func exit() -> Never {
    signal(SIGPIPE, SIG_DFL)
    raise(SIGPIPE)
    Foundation.exit(1)
  }
}
