public import Foundation
public import UnrollTensor

/// A golden file made by `Scripts/fixtures/generate.py`: tensors, and the facts they come from.
public struct Fixture: Sendable {
  /// The name of the file without its ending.
  public let name: String
  /// The tensors of floating-point numbers by name.
  public let tensors: [String: Tensor<Float>]
  /// The tensors of integers by name.
  public let integers: [String: Tensor<Int32>]
  /// What made the file and what it holds; facts that are not words are JSON text.
  public let metadata: [String: String]

  /// The folder `Tests/Fixtures`.
  public static var folder: URL {
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Fixtures")
  }

  /// Reads the golden file `<name>.safetensors`.
  ///
  /// - Throws: ``UnrollError`` when there is no such file, or it does not follow its format.
  public init(named name: String) throws {
    let file = Self.folder.appending(path: "\(name).safetensors")
    guard let data = try? Data(contentsOf: file) else {
      throw UnrollError(
        .notFound, "there is no such golden file", path: [name],
        hint: "the names are those of the files in Tests/Fixtures")
    }
    let contents = try locating(name) { try SafeTensors(data) }
    self.name = name
    tensors = contents.floats
    integers = contents.integers
    metadata = contents.metadata
  }

  /// The names of the golden files that begin with `prefix`, sorted.
  public static func names(startingWith prefix: String) -> [String] {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return files.filter { $0.hasPrefix(prefix) && $0.hasSuffix(".safetensors") }
      .map { String($0.dropLast(".safetensors".count)) }.sorted()
  }

  /// The floating-point tensor called `name`.
  ///
  /// - Throws: ``UnrollError`` when the file has none.
  public func tensor(_ name: String) throws -> Tensor<Float> {
    guard let tensor = tensors[name] else { throw missing("tensor \(name)") }
    return tensor
  }

  /// The integer tensor called `name`.
  ///
  /// - Throws: ``UnrollError`` when the file has none.
  public func integer(_ name: String) throws -> Tensor<Int32> {
    guard let tensor = integers[name] else { throw missing("integer tensor \(name)") }
    return tensor
  }

  /// The floating-point tensors `<prefix>0`, `<prefix>1`… in order, as many as there are.
  public func numbered(_ prefix: String) -> [Tensor<Float>] {
    var found: [Tensor<Float>] = []
    while let next = tensors["\(prefix)\(found.count)"] { found.append(next) }
    return found
  }

  /// The fact called `key`, decoded from its JSON text.
  ///
  /// - Parameters:
  ///   - type: what to decode.
  ///   - key: the name of the fact.
  /// - Returns: the decoded fact.
  /// - Throws: ``UnrollError`` when there is no such fact; a decoding error when it is another type.
  public func fact<Value: Decodable>(_ type: Value.Type, _ key: String) throws -> Value {
    guard let text = metadata[key] else { throw missing("fact \(key)") }
    return try JSONDecoder().decode(type, from: Data(text.utf8))
  }

  private func missing(_ what: String) -> UnrollError {
    UnrollError(.notFound, "the golden file has no \(what)", path: [name])
  }
}
