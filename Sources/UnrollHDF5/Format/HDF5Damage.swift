import UnrollTensor

/// The errors of structures that do not add up.
enum HDF5Damage {
  /// What can be done about a damaged file.
  static let hint = "the file is damaged; download or copy it again"

  /// An error that names a structure and its place in the file.
  ///
  /// - Parameters:
  ///   - message: what is wrong, in one sentence.
  ///   - position: the byte of the file at which it is wrong.
  ///   - expected: what a sound file has there.
  ///   - found: what the file has there.
  /// - Returns: the error.
  static func error(
    _ message: String, at position: Int, expected: String? = nil, found: String? = nil
  ) -> UnrollError {
    UnrollError(
      .corruptFile, message, path: ["byte \(position)"], expected: expected, found: found,
      hint: hint)
  }

  /// The error of a feature of HDF5 that is known, and not read.
  static func unsupported(_ message: String, expected: String, found: String) -> UnrollError {
    UnrollError(
      .unsupported, message, expected: expected, found: found,
      hint: "save the file anew with h5py's default options")
  }
}
