import UnrollTensor

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// What the operating system says about a failed call, turned into an ``UnrollError``.
enum SystemError {
  /// The most bytes that are read or written at once: some systems refuse 2 GiB and more.
  static let mostBytesPerCall = 1 << 30

  /// The number of the last failure on this thread; read it before calling anything else.
  static var current: Int32 { errno }

  /// An error about a file.
  ///
  /// - Parameters:
  ///   - action: What was tried, as in "cannot open the file".
  ///   - path: The file, empty if the caller adds it.
  ///   - number: The `errno` of the failed call.
  /// - Returns: The error, with a hint where the cause suggests one.
  static func make(_ action: String, path: String, number: Int32) -> UnrollError {
    UnrollError(
      number == ENOENT || number == ENOTDIR ? .notFound : .io, action,
      path: path.isEmpty ? [] : [path], found: describe(number), hint: hint(number))
  }

  /// Runs a call until it is not interrupted by a signal.
  static func retrying(_ call: () -> Int) -> Int {
    while true {
      let result = call()
      if result >= 0 || errno != EINTR { return result }
    }
  }

  private static func describe(_ number: Int32) -> String {
    guard let text = strerror(number) else { return "system error \(number)" }
    return String(cString: text)
  }

  private static func hint(_ number: Int32) -> String {
    switch number {
    case ENOENT: "check the path; a folder on it may not exist"
    case EACCES, EPERM: "check the permissions of the file and its folder"
    case EROFS: "the file system is mounted read-only"
    case ENOSPC, EDQUOT: "free some space or choose another folder"
    case EISDIR: "name a file, not a folder"
    case ENOTDIR: "check the path; what stands there as a folder is a file"
    case ENAMETOOLONG: "choose a shorter name"
    case ELOOP: "check the path; its links lead in a circle"
    case EMFILE, ENFILE: "close other files or programs"
    case EFBIG: "a limit on the size of files (ulimit -f) does not allow it"
    case EIO: "check the disk"
    default: "check the path and its file system"
    }
  }
}
