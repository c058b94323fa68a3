/// Looks at files that another library will open, so that the words about a missing one are ours.
package enum ReadableFile {
  /// Opens a file and closes it again.
  ///
  /// - Throws: `UnrollError` that names the file if it is missing, unreadable or a folder.
  package static func check(_ path: String) throws { _ = try InputFile(path: path) }
}
