import UnrollArchive
import UnrollHDF5
import UnrollTensor

/// Reads HDF5 files with the words and the advice that all readers of files have.
enum HDF5Reading {
  /// Opens a file.
  ///
  /// - Throws: `UnrollError` that names the file if it is missing, damaged or no HDF5.
  static func open(_ path: String) throws -> HDF5File {
    try ReadableFile.check(path)
    return try advised { try HDF5File(path: path) }
  }

  /// Runs `body`; what it finds wrong with a file gets the advice to take another copy of it.
  static func advised<Result>(_ body: () throws -> Result) throws -> Result {
    try advising("save the model again with Keras") {
      try advising(Advice.copyAgain, for: .corruptFile, body)
    }
  }
}
