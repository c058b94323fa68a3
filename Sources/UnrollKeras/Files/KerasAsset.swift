public import UnrollArchive

/// A file that travels in a `.keras` archive beside the model.
public struct KerasAsset: Sendable {
  /// The name in the archive; it begins with `assets/`.
  public let name: String
  /// The content.
  public let bytes: FileBytes

  /// Creates an asset.
  ///
  /// - Parameters:
  ///   - name: the name in the archive, such as `assets/unroll/vocabulary.txt`.
  ///   - bytes: the content, which may be a mapped file.
  public init(_ name: String, _ bytes: FileBytes) {
    self.name = name
    self.bytes = bytes
  }

  /// Creates an asset from bytes in memory.
  ///
  /// - Parameters:
  ///   - name: the name in the archive.
  ///   - bytes: the content.
  public init(_ name: String, _ bytes: [UInt8]) { self.init(name, FileBytes(bytes)) }
}
