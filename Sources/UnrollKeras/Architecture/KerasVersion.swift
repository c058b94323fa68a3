/// The version of Keras that wrote a file, as far as it matters.
struct KerasVersion {
  /// The key and attribute under which files hold it.
  static let key = "keras_version"

  /// The first of its numbers.
  let major: Int

  init(major: Int) { self.major = major }

  /// Reads a version such as `2.3.0-tf`; nil if it does not begin with a number.
  init?(_ text: String) {
    guard let major = Int(text.prefix { $0 != "." }), major > 0 else { return nil }
    self.major = major
  }
}
