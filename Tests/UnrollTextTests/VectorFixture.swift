import Foundation
import Testing
import UnrollText

/// What gensim reads from files of word vectors; written by Scripts/fixtures/generate-vectors.py.
struct VectorFixture: Decodable {
  struct Content: Decodable {
    var words: [String]
    var bits: [[UInt32]]
  }

  struct Case: Decodable, CustomTestStringConvertible {
    var name: String
    var base64: Data
    var limit: Int?
    var words: [String]?
    var bits: [[UInt32]]?
    var error: String?

    var testDescription: String { name }
  }

  struct Similar: Decodable {
    var positive, negative: [String]
    var count: Int
    var words: [String]
    var scores: [Float]
  }

  struct Similarity: Decodable {
    var first, second: String
    var score: Float
  }

  var files: [String: Content]
  var cases: [Case]
  var similar: [Similar]
  var similarity: [Similarity]

  static func load() throws -> VectorFixture {
    try JSONDecoder().decode(
      VectorFixture.self, from: Data(contentsOf: Fixtures.url("vectors.json")))
  }
}

extension WordVectors {
  /// The bits of every vector.
  var bits: [[UInt32]] { (0..<count).map { table[$0].map(\.bitPattern) } }
}
