import UnrollTensor

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Where an atomic write ends.
struct WriteTarget {
  /// The path as the caller gave it, for messages.
  let name: String
  /// The path behind symbolic links.
  let path: String
  /// The permissions of the file that is replaced; nil if there is none.
  let mode: mode_t?

  /// The folder of the file.
  var folder: String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// Looks at what is there.
  ///
  /// - Throws: `UnrollError` that names the file if it is something that cannot be replaced.
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
      if kind == S_IFDIR {
        throw SystemError.make("cannot write the file", path: name, number: EISDIR)
      }
      throw UnrollError(
        .io, "cannot write the file: it would be replaced as a whole", path: [name],
        expected: "a regular file",
        found: kind == S_IFIFO ? "a pipe" : kind == S_IFSOCK ? "a socket" : "a device",
        hint: "name another file, and copy it afterwards")
    }
    mode = status.st_mode & 0o7777
  }

  private static func resolvingLinks(_ path: String) -> String {
    guard let resolved = realpath(path, nil) else { return path }
    defer { free(resolved) }
    return String(cString: resolved)
  }
}
