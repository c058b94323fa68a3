import UnrollTensor

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// A file beside the one that it will replace, locked for as long as its program is alive.
///
/// The lock tells others that somebody is at work on the file: the system lets go of it when the
/// program ends, however it ends.
final class TemporaryFile {
  private static let (prefix, suffix) = (".unroll-", ".tmp")
  /// The most names of a folder that are looked at for what dead programs have left.
  private static let mostNames = 20_000

  /// The content goes here.
  let file: OutputFile
  private let target: WriteTarget
  private let path: String

  /// Creates an empty file, and removes those that dead programs have left in the folder.
  ///
  /// - Throws: `UnrollError` that names the target.
  init(for target: WriteTarget) throws {
    self.target = target
    (file, path) = try Self.create(for: target)
    Self.removeStale(in: target.folder)
  }

  /// Waits until everything is on the disk.
  ///
  /// - Throws: `UnrollError` that names the target if the disk is full or fails.
  func complete() throws { try file.synchronize(mode: target.mode) }

  /// Moves the file to its place and waits until the folder knows.
  ///
  /// - Throws: `UnrollError` that names the target.
  func replaceTarget() throws {
    guard rename(path, target.path) == 0 else {
      throw SystemError.make(
        "cannot replace the file", path: target.name, number: SystemError.current)
    }
    TemporaryFiles.forget(path)
    file.close()
    let descriptor = open(target.folder, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    // Some file systems cannot wait for a folder; the file itself is on the disk already.
    guard fsync(descriptor) != 0, SystemError.current == EIO else { return }
    throw SystemError.make("cannot write the folder", path: target.name, number: EIO)
  }

  /// Takes the file away, unless it has taken its place.
  func remove() {
    TemporaryFiles.remove(path)
    file.close()
  }

  private static func create(for target: WriteTarget) throws -> (OutputFile, path: String) {
    var random = SystemRandomNumberGenerator()
    let folder = target.folder == "/" ? "" : target.folder
    for _ in 0..<16 {
      let number = String(UInt64.random(in: 0...UInt64.max, using: &random), radix: 36)
      let path = "\(folder)/\(prefix)\(number)\(suffix)"
      // Another process may have taken the name since: creating it is what decides.
      if access(path, F_OK) == 0 { continue }
      let file = try TemporaryFiles.create(path) {
        try OutputFile(creating: path, namedInErrors: target.name)
      }
      // Somebody who cleans up may have been faster between the two calls.
      if file.lock() { return (file, path) }
      TemporaryFiles.remove(path)
    }
    throw SystemError.make("cannot create the file", path: target.name, number: EEXIST)
  }

  /// Removes the files that nobody works on any more.
  private static func removeStale(in folder: String) {
    guard let stream = opendir(folder) else { return }
    defer { closedir(stream) }
    var looked = 0
    while looked < mostNames, let entry = readdir(stream) {
      looked += 1
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      guard name.hasPrefix(prefix), name.hasSuffix(suffix) else { continue }
      removeIfStale("\(folder == "/" ? "" : folder)/\(name)")
    }
  }

  private static func removeIfStale(_ path: String) {
    // Neither a link nor a pipe may lead anywhere, or make this program wait.
    let descriptor = open(path, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
      status.st_uid == geteuid(), flock(descriptor, LOCK_EX | LOCK_NB) == 0
    else { return }
    unlink(path)
  }
}
