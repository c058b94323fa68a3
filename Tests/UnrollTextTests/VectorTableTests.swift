import Foundation
import Testing
import UnrollArchive
import UnrollTensor
import UnrollText

@Suite("Table of vectors")
struct VectorTableTests {
  private let matrix = Tensor<Float>(shape: [3, 2], scalars: [1, -2, 3.5, 0, .infinity, 1e-30])

  private var fileContent: [UInt8] {
    matrix.scalars.flatMap { number in
      (0..<4).map { UInt8(truncatingIfNeeded: number.bitPattern >> (8 * $0)) }
    }
  }

  @Test("a mapped part of a file reads as the same matrix")
  func mapped() throws {
    let content = [UInt8](repeating: 7, count: 64) + fileContent + [9, 9, 9]
    try Fixtures.withTemporaryFile("model", content) { path in
      let part = try FileBytes(mapping: path)[64..<88]
      let table = try VectorTable(part, count: 3, dimension: 2)
      #expect(table.toTensor() == matrix)
      #expect(table[1] == [3.5, 0])
      #expect(table.withRef { $0[2, 1] } == 1e-30)
      let vectors = try WordVectors(vocabulary: Vocabulary(["a", "b", "c"]), table: table)
      #expect(abs(try vectors.similarity("a", "a") - 1) <= 1e-6)
    }
  }

  @Test("bytes of another size or out of alignment are refused")
  func refused() throws {
    try Fixtures.withTemporaryFile("model", fileContent + [0]) { path in
      let file = try FileBytes(mapping: path)
      for (range, count, dimension) in [
        (0..<24, 2, 2), (0..<23, 3, 2), (1..<25, 3, 2), (0..<24, Int.max, 2), (0..<24, -3, -2),
      ] {
        #expect(throws: UnrollError.self) {
          try VectorTable(file[range], count: count, dimension: dimension)
        }
      }
    }
  }
}
