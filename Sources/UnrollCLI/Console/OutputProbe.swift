import UnrollArchive

/// Finds out whether a file can be written before the work is done that would fill it.
enum OutputProbe {
  private struct Done: Error {}

  /// Goes all the way to writing a file, and leaves what is there as it is.
  ///
  /// - Parameter path: the file to be written later.
  /// - Throws: `UnrollError` that names the file and says why it cannot be written.
  static func check(_ path: String) throws {
    do {
      // What the body throws makes the write undo itself.
      try AtomicFile.write(to: path) { _ in throw Done() }
    } catch is Done {}
  }
}
