import UnrollTensor

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Takes a file into memory: a mapped one could change, or end, while it is read.
enum HDF5FileBytes {
  /// The bytes of a file.
  ///
  /// - Throws: ``UnrollError``, without the path, if there is no such file or it is too large.
  static func read(_ path: String, _ limits: HDF5Limits) throws -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      guard errno != ENOENT && errno != ENOTDIR else {
        throw UnrollError(.notFound, "there is no such file")
      }
      throw failure()
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw failure() }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw UnrollError(.corruptFile, "this is no HDF5 file", found: "a folder or a device")
    }
    guard status.st_size <= limits.fileBytes else {
      throw UnrollError(
        .limitExceeded, "the file is too large", expected: "at most \(limits.fileBytes) bytes",
        found: "\(status.st_size)")
    }
    return try bytes(of: descriptor, count: Int(status.st_size))
  }

  private static func bytes(of descriptor: Int32, count: Int) throws -> [UInt8] {
    try [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      // A file that is made shorter in the meantime ends early.
      while filled < count, let base = buffer.baseAddress {
        let got = unsafeRead(descriptor, base + filled, min(count - filled, 1 << 30))
        if got < 0 && errno == EINTR { continue }
        guard got >= 0 else { throw failure() }
        guard got > 0 else { return }
        filled += got
      }
    }
  }

  private static func unsafeRead(
    _ descriptor: Int32, _ base: UnsafeMutablePointer<UInt8>, _ count: Int
  ) -> Int {
    #if canImport(Darwin)
      Darwin.read(descriptor, base, count)
    #elseif canImport(Musl)
      Musl.read(descriptor, base, count)
    #else
      Glibc.read(descriptor, base, count)
    #endif
  }

  private static func failure() -> UnrollError {
    UnrollError(.io, "the file cannot be read", found: String(cString: strerror(errno)))
  }
}
