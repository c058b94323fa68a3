import UnrollKeras

/// Readers of arrays.
enum ArrayReaders {
  static let all = [
    HostileReader("npy", longest: 1024) { _ = try NumPyFile.read($0, name: "input") }
  ]
}
