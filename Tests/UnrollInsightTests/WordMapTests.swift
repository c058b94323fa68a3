import Foundation
import Testing
import UnrollInsight
import UnrollTensor
import UnrollText

@Suite("The map of words")
struct WordMapTests {
  /// Orthonormal directions, by Householder's reflection of the axes.
  private func directions(_ dimension: Int, seed: UInt64) -> [[Double]] {
    var random = RandomSource(seed: seed)
    let normal: [Double] = (0..<dimension).map { _ in random.normal() }
    let square: Double = normal.reduce(0) { $0 + $1 * $1 }
    return (0..<dimension).map { row -> [Double] in
      (0..<dimension).map { column -> Double in
        let reflected: Double = 2 * normal[row] * normal[column] / square
        return (column == row ? 1 : 0) - reflected
      }
    }
  }

  @Test("finds the directions in which points were spread", arguments: [3, 10, 60])
  func knownPlane(dimension: Int) {
    let axes = directions(dimension, seed: 7)
    // Along each direction a wave of its own: their sums and products over the points vanish, so
    // the directions are the principal components, and the variances are known.
    let count = 2 * dimension + 2
    let sizes = (0..<dimension).map { 5 / Double($0 + 1) }
    let places = (0..<count).map { point -> [Double] in
      (0..<dimension).map { axis -> Double in
        let angle: Double = .pi * Double(axis + 1) * (Double(point) + 0.5) / Double(count)
        return sizes[axis] * cos(angle)
      }
    }
    let points = places.map { place -> [Double] in
      (0..<dimension).map { column -> Double in
        (0..<dimension).reduce(100.0) { (sum: Double, axis: Int) -> Double in
          sum + place[axis] * axes[axis][column]
        }
      }
    }
    let found = PrincipalPlane(points)
    let total: Double = sizes.reduce(0) { $0 + $1 * $1 }
    for (share, size) in zip(found.explained, sizes) {
      #expect(abs(share - size * size / total) < 1e-9)
    }
    func signs(_ x: [Double], _ y: [Double]) -> Double {
      let product: Double = zip(x, y).reduce(0) { $0 + $1.0 * $1.1 }
      return product < 0 ? -1 : 1
    }
    let x = signs(found.places.map(\.x), places.map { $0[0] })
    let y = signs(found.places.map(\.y), places.map { $0[1] })
    for (place, expected) in zip(found.places, places) {
      #expect(abs(place.x * x - expected[0]) < 1e-6)
      #expect(abs(place.y * y - expected[1]) < 1e-6)
    }
  }

  @Test("of no, one or equal points lies in the middle")
  func degenerate() {
    #expect(PrincipalPlane([]).places.isEmpty)
    for points in [[[1.0, 2]], [[1.0, 2], [1, 2], [1, 2]]] {
      let found = PrincipalPlane(points)
      #expect(found.places.allSatisfy { $0.x == 0 && $0.y == 0 })
      #expect(found.explained == [0, 0])
    }
    let line = PrincipalPlane([[1, 1], [2, 2], [4, 4]])
    #expect(abs(line.explained[0] - 1) < 1e-12 && abs(line.explained[1]) < 1e-12)
    #expect(PrincipalPlane([[1], [3]]).places.map(\.x) == [-1, 1])
  }

  @Test("rests on eigenvectors that give the matrix back", arguments: [2, 5, 8])
  func rotation(size: Int) {
    var random = RandomSource(seed: UInt64(size))
    var matrix = (0..<size).map { _ in (0..<size).map { _ in random.normal() } }
    for row in 0..<size { for column in 0..<row { matrix[row][column] = matrix[column][row] } }
    let found = JacobiRotation(matrix)
    #expect(found.values == found.values.sorted(by: >))
    for row in 0..<size {
      for column in 0..<size {
        let back = (0..<size).reduce(0.0) { (sum: Double, place: Int) -> Double in
          let vector = found.vectors[place]
          return sum + found.values[place] * vector[row] * vector[column]
        }
        #expect(abs(back - matrix[row][column]) < 1e-12)
      }
    }
  }

  private func encoder() throws -> TextEncoder {
    let vectors: [String: [Float]] = [
      "man": [1, 0, 0], "woman": [1, 1, 0], "king": [1, 0, 1], "queen": [1, 1, 1],
      "cold": [-1, -0.2, 0.1],
    ]
    let words = vectors.keys.sorted()
    let table = VectorTable(
      Tensor(shape: [words.count, 3], scalars: words.flatMap { vectors[$0] ?? [] }))
    return TextEncoder(
      vectors: try WordVectors(vocabulary: Vocabulary(words), table: table), length: 2)
  }

  @Test("holds each word of a text once, in its order, with its neighbours")
  func words() throws {
    // Longer than the encoder reads: the whole text is mapped.
    let map = try WordMap("king queen king xyzzy cold king xyzzy", encoder(), neighbours: 2)
    #expect(map.words.map(\.text) == ["king", "queen", "cold"])
    #expect(map.words.map(\.count) == [3, 1, 1])
    #expect(map.unknown == ["xyzzy"])
    #expect(map.words[0].neighbours.map(\.word) == ["queen", "man"])
    #expect(abs(map.words[0].neighbours[0].similarity - 2 / Float(6).squareRoot()) < 1e-4)
    #expect(map.explained[0] > map.explained[1])
    let bytes = try map.json()
    #expect(try JSONDecoder().decode(WordMap.self, from: bytes) == map)
  }

  @Test("answers analogies, and refuses what is no analogy")
  func analogies() throws {
    let map = try WordMap(
      "king", encoder(), neighbours: 1, analogies: [["man", "woman", "king"]])
    #expect(map.analogies.map { $0.answers.map(\.word) } == [["queen"]])
    #expect(map.words[0].x == 0)
    for wrong in [["man", "woman"], ["man", "woman", "xyzzy"]] {
      #expect(throws: UnrollError.self) { try WordMap("king", encoder(), analogies: [wrong]) }
    }
  }
}
