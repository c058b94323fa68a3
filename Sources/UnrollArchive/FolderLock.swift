import UnrollTensor

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Keeps a folder for one process: two that write the same files would destroy each other's work.
///
/// The lock lies on a file in the folder. The system takes it back when the process ends, however
/// it ends, so that nothing has to be removed by hand.
public final class FolderLock: Sendable {
  private let descriptor: Int32

  /// Takes the lock.
  ///
  /// - Parameter folder: the folder, which must exist.
  /// - Throws: `UnrollError` that names the folder if another process has it, or nothing can be
  ///   written there.
  public init(_ folder: String) throws {
    let path = "\(folder)/lock"
    descriptor = Int32(
      SystemError.retrying { Int(open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o666)) })
    guard descriptor >= 0 else {
      throw SystemError.make(
        "cannot write in the folder", path: folder, number: SystemError.current)
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      throw UnrollError(
        .io, "another process works in this folder", path: [folder],
        hint: "wait until it has ended, or name another folder")
    }
  }

  deinit { close(descriptor) }
}
