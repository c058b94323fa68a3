import Foundation
import Testing
import Unroll

/// A folder in which a command runs, with good files for everything that is not at fault.
///
/// | name | content |
/// |---|---|
/// | `text.keras` | a text model |
/// | `net.keras`, `net.h5`, `net.json` with `net.weights.h5` | a compiled model on `[5, 3]` |
/// | `x.npy`, `y.npy` | seven samples for it |
/// | `words.bin` | four words with vectors of three numbers |
/// | `old.*` | files that were there before |
struct Bench {
  private let folder: Workshop

  var path: String { folder.path }

  init(hasModels: Bool = true) throws {
    folder = try Workshop()
    guard hasModels else { return }
    let shelf = try Shelf.shared.get()
    for name in shelf.names {
      try FileManager.default.createSymbolicLink(
        atPath: folder[name], withDestinationPath: shelf[name])
    }
    let text = try TrainedModel.path()
    try FileManager.default.createSymbolicLink(
      atPath: folder["text.keras"], withDestinationPath: text)
    for ending in ["keras", "json", "html", "npy", "txt", "bin", "csv", "weights.h5"] {
      try write("precious", to: "old.\(ending)")
    }
  }

  /// The path of a file, for builders that need one; commands get names alone.
  subscript(name: String) -> String { folder[name] }

  func write(_ text: String, to name: String) throws { try write(Array(text.utf8), to: name) }

  /// Writes a file, making the folders on its way.
  func write(_ bytes: [UInt8], to name: String) throws {
    let place = (folder[name] as NSString).deletingLastPathComponent
    try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
    try folder.write(Data(bytes), to: name)
  }

  func makeFolder(_ name: String) throws {
    try FileManager.default.createDirectory(
      atPath: folder[name], withIntermediateDirectories: true)
  }

  /// The bytes of a file of the folder, good or made.
  func bytes(_ name: String) throws -> [UInt8] { Array(try folder.bytes(name)) }

  /// Writes a good file with some of its bytes changed, under another name.
  func damage(
    _ name: String, as other: String, _ change: (inout [UInt8]) throws -> Void
  ) throws {
    var bytes = try bytes(name)
    try change(&bytes)
    try write(bytes, to: other)
  }

  /// Changes one byte of a file.
  ///
  /// - Parameters:
  ///   - name: the file.
  ///   - mark: bytes that are searched for.
  ///   - offset: the byte, counted from where the mark begins.
  ///   - occurrence: which of several places where the mark stands.
  ///   - bits: what is flipped in the byte.
  /// - Throws: what the test throws if the bytes are not there.
  func flip(
    _ name: String, at mark: [UInt8], offset: Int = 0, occurrence: Int = 0, bits: UInt8 = 1
  ) throws {
    try damage(name, as: name) { bytes in
      let places = bytes.ranges(of: mark)
      try #require(places.count > occurrence)
      bytes[places[occurrence].lowerBound + offset] ^= bits
    }
  }

  /// All names below the folder with what the files hold.
  func contents() throws -> [String: Data] {
    let names = FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? []
    return Dictionary(
      uniqueKeysWithValues: names.map {
        ($0, FileManager.default.contents(atPath: folder[$0]) ?? Data())
      })
  }
}

/// The good files, made once.
private enum Shelf {
  static let shared = Result { try make() }

  private static func make() throws -> Workshop {
    let folder = try Workshop()
    let model = try Model(input: .features(time: 5, size: 3), seed: 1) {
      LSTM(4)
      Dense(1, activation: .sigmoid)
    }
    model.compilation = Compilation(
      optimizer: Adam(), loss: BinaryCrossentropy(), metrics: [.accuracy])
    for name in ["net.keras", "net.json", "net.h5"] { try model.save(to: folder[name]) }
    let numbers = (0..<105).map { Float($0 % 11) / 11 - 0.5 }
    try NumPyFile.write(Tensor(shape: [7, 5, 3], scalars: numbers), to: folder["x.npy"])
    try NumPyFile.write(
      Tensor(shape: [7], scalars: [1, 0, 1, 1, 0, 0, 1]), to: folder["y.npy"])
    let words = try WordVectors(
      vocabulary: Vocabulary(["good", "bad", "film", "dull"]),
      table: VectorTable(Tensor(shape: [4, 3], scalars: (0..<12).map { Float($0) })))
    try words.write(to: folder["words.bin"], format: .word2VecBinary)
    return folder
  }
}
