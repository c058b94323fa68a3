import UnrollTensor

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Files that are either written whole or not at all.
///
/// The data goes to a temporary file in the same folder, is forced to the disk, and takes the
/// place of the old file in one step. Whatever fails before, and whatever the caller throws,
/// leaves the old file as it was and no temporary behind.
public enum AtomicFile {
  /// Writes a file.
  ///
  /// - Parameters:
  ///   - path: The file; the target of a symbolic link is replaced, not the link.
  ///   - body: Writes the content.
  /// - Returns: What `body` returns.
  /// - Throws: `UnrollError` that names `path`, or what `body` throws.
  public static func write<Result>(
    to path: String, _ body: (OutputFile) throws -> Result
  ) throws -> Result {
    let target = try Target(path)
    let (file, temporary) = try target.makeTemporary()
    do {
      let result = try body(file)
      try file.finish(mode: target.mode)
      try target.replace(with: temporary)
      return result
    } catch {
      unlink(temporary)
      throw error
    }
  }

  /// Writes a file through a library that opens files by their path.
  ///
  /// - Parameters:
  ///   - path: The file; the target of a symbolic link is replaced, not the link.
  ///   - body: Writes the content to the path that it is given, an empty file by then.
  /// - Returns: What `body` returns.
  /// - Throws: `UnrollError` that names `path`, or what `body` throws.
  public static func writeByPath<Result>(
    to path: String, _ body: (String) throws -> Result
  ) throws -> Result {
    let target = try Target(path)
    let (file, temporary) = try target.makeTemporary()
    do {
      try file.finish(mode: nil)
      let result = try body(temporary)
      try locating(path) { try OutputFile(existing: temporary).finish(mode: target.mode) }
      try target.replace(with: temporary)
      return result
    } catch {
      unlink(temporary)
      throw error
    }
  }
}

/// Where an atomic write ends.
private struct Target {
  /// The path as the caller gave it, for messages.
  let name: String
  /// The path behind symbolic links.
  let path: String
  /// The permissions of the file that is replaced; nil if there is none.
  let mode: mode_t?

  private var folder: String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  init(_ name: String) throws {
    guard !name.isEmpty, !name.hasSuffix("/") else {
      throw SystemError.make("cannot write the file", path: name, number: EISDIR)
    }
    self.name = name
    path = Self.resolvingLinks(name)
    var status = stat()
    guard stat(path, &status) == 0 else {
      mode = nil
      return
    }
    let kind = status.st_mode & S_IFMT
    guard kind == S_IFREG else {
      throw SystemError.make(
        "cannot write the file", path: name, number: kind == S_IFDIR ? EISDIR : EINVAL)
    }
    mode = status.st_mode & 0o7777
  }

  private static func resolvingLinks(_ path: String) -> String {
    guard let resolved = realpath(path, nil) else { return path }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  /// Creates an empty file beside the target.
  func makeTemporary() throws -> (OutputFile, path: String) {
    var random = SystemRandomNumberGenerator()
    for _ in 0..<16 {
      let suffix = String(UInt64.random(in: 0...UInt64.max, using: &random), radix: 36)
      let temporary = "\(folder == "/" ? "" : folder)/.unroll-\(suffix).tmp"
      // Another process may have taken the name since: creating it is what decides.
      if access(temporary, F_OK) == 0 { continue }
      return (try OutputFile(creating: temporary, namedInErrors: name), temporary)
    }
    throw SystemError.make("cannot create the file", path: name, number: EEXIST)
  }

  /// Moves the temporary file to its place and waits until the folder knows.
  func replace(with temporary: String) throws {
    guard rename(temporary, path) == 0 else {
      throw SystemError.make("cannot replace the file", path: name, number: SystemError.current)
    }
    let descriptor = open(folder, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    // Some file systems cannot wait for a folder; the file itself is on the disk already.
    guard fsync(descriptor) != 0, SystemError.current == EIO else { return }
    throw SystemError.make("cannot write the folder", path: name, number: EIO)
  }
}
