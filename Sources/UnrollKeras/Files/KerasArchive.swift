public import UnrollArchive
import UnrollNN
import UnrollTensor

/// A `.keras` file: a zip archive of a model's description, its weights and assets.
///
/// Members that are stored uncompressed, as Keras and Unroll write them, are read in place from
/// the mapped file. Keras ignores assets that it does not know.
public struct KerasArchive: Sendable {
  /// The names of the members that Keras looks for.
  enum Member {
    static let metadata = "metadata.json"
    static let config = "config.json"
    static let weights = "model.weights.h5"
    static let otherWeights = "model.weights.npz"
    static let assets = "assets/"
  }

  /// The path of the file, or the name that errors give to bytes in memory.
  public let path: String
  private let zip: ZipFile

  /// Maps a `.keras` file and reads its directory.
  ///
  /// - Parameters:
  ///   - path: the file, which must not be changed while the archive is in use.
  ///   - limits: budgets for the sizes of the members.
  /// - Throws: `UnrollError` if there is no such file or it is not a zip archive.
  public init(path: String, limits: ArchiveLimits = .standard) throws {
    zip = try ZipFile(path: path, limits: limits)
    self.path = path
  }

  /// Reads the directory of a `.keras` file in memory.
  ///
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - name: what errors call it.
  ///   - limits: budgets for the sizes of the members.
  /// - Throws: `UnrollError` that begins with `name` if the bytes are not a zip archive.
  public init(
    bytes: [UInt8], name: String = "model.keras", limits: ArchiveLimits = .standard
  ) throws {
    zip = try ZipFile(FileBytes(bytes), name: name, limits: limits)
    path = name
  }

  /// The names of all members.
  public var memberNames: [String] { zip.members.map(\.name) }

  /// Whether there is a member of a name.
  public func has(_ member: String) -> Bool { zip.member(member) != nil }

  /// The CRC-32 that a member has by the directory; nil if there is no such member.
  func checksum(_ member: String) -> UInt32? { zip.member(member)?.checksum }

  /// The size of a member in bytes; nil if there is no such member.
  func size(_ member: String) -> Int? { zip.member(member)?.size }

  /// The bytes of a member, without a copy if it is stored uncompressed in a mapped file.
  ///
  /// - Parameters:
  ///   - member: the name, such as `assets/unroll/vocabulary.txt`.
  ///   - verifyingChecksum: whether the bytes are read once to compare their checksum.
  /// - Returns: the bytes.
  /// - Throws: `UnrollError` that names file and member if it is missing or damaged.
  public func bytes(_ member: String, verifyingChecksum: Bool = true) throws -> FileBytes {
    try zip.read(member, verifyingChecksum: verifyingChecksum)
  }

  /// The description of the model.
  func config() throws -> JSONDocument {
    guard has(Member.config) else {
      throw UnrollError(
        .corruptFile, "the archive has no config.json, so it is not a Keras model", path: [path],
        hint: "save the model with model.save(\"name.keras\")")
    }
    let bytes = try bytes(Member.config)
    return try locating(path) {
      try locating(Member.config) { try JSONDocument(bytes.toArray()) }
    }
  }

  /// The version of Keras that wrote the archive; nil if it does not say so.
  func kerasVersion() throws -> String? {
    guard has(Member.metadata) else { return nil }
    let bytes = try bytes(Member.metadata)
    return try locating(path) {
      try locating(Member.metadata) {
        try JSONDocument(bytes.toArray()).value[KerasVersion.key]?.string
      }
    }
  }

  /// The weights.
  func weights() throws -> WeightFile {
    guard has(Member.weights) else {
      let hasOther = has(Member.otherWeights)
      throw UnrollError(
        hasOther ? .unsupported : .missingWeight,
        hasOther
          ? "weights in a .npz member are not supported: Keras stores them as Python objects"
          : "the archive has no \(Member.weights)",
        path: [path], hint: "save the model with model.save(\"name.keras\")")
    }
    return try WeightFile(image: bytes(Member.weights).toArray(), name: path)
  }
}
