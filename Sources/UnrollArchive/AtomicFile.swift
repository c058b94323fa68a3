import UnrollTensor

/// Files that are either written whole or not at all.
///
/// The data goes to a temporary file in the same folder, is forced to the disk, and takes the
/// place of the old file in one step. Whatever fails before, and whatever the caller throws,
/// leaves the old file as it was and no temporary behind; what a killed program leaves behind, the
/// next write to the folder removes.
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
    let temporary = try TemporaryFile(for: WriteTarget(path))
    do {
      let result = try body(temporary.file)
      try temporary.complete()
      try temporary.replaceTarget()
      return result
    } catch {
      temporary.remove()
      throw error
    }
  }

  /// Writes files that belong together: all of them, or none if anything fails while they are
  /// written.
  ///
  /// The files take their places one right after the other when all are on the disk. There is no
  /// way to do that in one step for several; a program that is killed in between, within
  /// microseconds, leaves the first ones new and the others old.
  ///
  /// - Parameter files: For each file its path and what writes its content.
  /// - Throws: `UnrollError` that names the file, or what a body throws.
  public static func writeTogether(
    _ files: [(path: String, body: (OutputFile) throws -> Void)]
  ) throws {
    var temporaries: [TemporaryFile] = []
    do {
      // All before the first is filled: a folder that is missing shows at once.
      for file in files { temporaries.append(try TemporaryFile(for: WriteTarget(file.path))) }
      for (file, temporary) in zip(files, temporaries) {
        try file.body(temporary.file)
        try temporary.complete()
      }
      for temporary in temporaries { try temporary.replaceTarget() }
    } catch {
      for temporary in temporaries { temporary.remove() }
      throw error
    }
  }

  /// Writes files that belong together: all of them, or none if anything fails while they are
  /// written.
  ///
  /// - Parameter files: For each file its path and its content.
  /// - Throws: `UnrollError` that names the file.
  public static func writeTogether(_ files: [(path: String, bytes: [UInt8])]) throws {
    try writeTogether(files.map { file in (file.path, { try $0.write(file.bytes) }) })
  }

  /// Removes the temporary files of this program, and lets it make no others: for a program that is
  /// about to be ended by a signal.
  ///
  /// - Parameter end: Ends the program; threads that write wait until it has.
  public static func removeTemporaries(before end: () -> Void) {
    TemporaryFiles.removeAll(before: end)
  }
}
