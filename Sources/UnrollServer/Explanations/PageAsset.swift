/// A file that the server hands to browsers.
public struct PageAsset: Sendable {
  /// Its type, such as `text/html; charset=utf-8`.
  public var contentType: String
  /// Its content.
  public var bytes: [UInt8]
  /// What else the answer's head says, such as a `Content-Security-Policy` of its own.
  public var headers: [String: String]

  /// Creates an asset.
  public init(contentType: String, bytes: [UInt8], headers: [String: String] = [:]) {
    (self.contentType, self.bytes, self.headers) = (contentType, bytes, headers)
  }
}
