import Foundation
import UnrollTensor

/// A secret that requests must carry as `Authorization: Bearer …`.
public struct BearerToken: Sendable {
  /// Shorter ones are guessed too easily.
  private static let fewestBytes = 16

  private let bytes: [UInt8]

  /// Takes a token.
  ///
  /// - Parameter text: the token; white space around it is left out.
  /// - Throws: `UnrollError` if it is shorter than 16 bytes or cannot stand in a header.
  public init(_ text: String) throws {
    bytes = Array(text.trimmingCharacters(in: .whitespacesAndNewlines).utf8)
    guard bytes.count >= Self.fewestBytes else {
      throw UnrollError(
        .invalidInput, "the token is too short", expected: "at least \(Self.fewestBytes) bytes",
        found: "\(bytes.count)", hint: "make one with: openssl rand -hex 32")
    }
    guard bytes.allSatisfy({ (0x21...0x7E).contains($0) }) else {
      throw UnrollError(
        .invalidInput, "the token holds characters that a header cannot",
        expected: "letters, digits and signs of ASCII", hint: "make one with: openssl rand -hex 32")
    }
  }

  /// Reads a token from a file.
  ///
  /// - Throws: `UnrollError` that names the file.
  public init(contentsOf path: String) throws {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw UnrollError(
        .notFound, "cannot read the token", path: [path],
        hint: "check the path and the permissions of the file")
    }
    self = try locating(path) { try BearerToken(String(decoding: data, as: UTF8.self)) }
  }

  /// Whether the value of an `Authorization` header carries this token; takes equally long wherever
  /// the two differ.
  func allows(_ authorization: String?) -> Bool {
    guard let authorization, authorization.lowercased().hasPrefix("bearer ") else { return false }
    let given = Array(authorization.utf8.dropFirst("bearer ".count))
    var difference = given.count ^ bytes.count
    for (index, byte) in bytes.enumerated() {
      difference |= Int(byte ^ (index < given.count ? given[index] : 0))
    }
    return difference == 0
  }
}
