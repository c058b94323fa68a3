import Testing
import UnrollTensor
import UnrollText

@Suite("Tokenized dataset")
struct TokenizedDatasetTests {
  /// Text number i holds i ids, all i, and has the label i.
  private func numbered(_ count: Int) throws -> TokenizedDataset {
    var (ids, offsets): ([Int32], [Int]) = ([], [0])
    for index in 0..<count {
      ids += Array(repeating: Int32(index), count: index)
      offsets.append(ids.count)
    }
    return try TokenizedDataset(
      ids: ids, offsets: offsets, labels: (0..<count).map(Float.init), length: 6)
  }

  @Test("shuffling keeps texts and labels together, and follows the seed")
  func shuffling() throws {
    let dataset = try numbered(50)
    let shuffled = dataset.shuffled(seed: 7)
    #expect(shuffled.order != dataset.order)
    #expect(shuffled.order.sorted() == dataset.order)
    #expect(shuffled.order == dataset.shuffled(seed: 7).order)
    #expect(shuffled.order != dataset.shuffled(seed: 8).order)
    for index in 0..<50 {
      let number = Int(shuffled.label(at: index))
      #expect(Array(shuffled[index]) == Array(repeating: Int32(number), count: number))
    }
    #expect(shuffled.shuffled(seed: 7).order.sorted() == dataset.order)
  }

  @Test(
    "a split gives the first part the whole number below",
    arguments: [
      (10, 0.8, 8), (10, 0.75, 7), (25_000, 0.8, 20_000), (3, 0.0, 0), (3, 1.0, 3), (0, 0.5, 0),
    ])
  func splitting(count: Int, fraction: Double, border: Int) throws {
    let dataset = try TokenizedDataset(
      ids: [], offsets: Array(repeating: 0, count: count + 1),
      labels: (0..<count).map(Float.init), length: 1)
    let (first, second) = dataset.split(at: fraction)
    #expect(first.order == Array(0..<border))
    #expect(second.order == Array(border..<count))
  }

  @Test("a prefix of a shuffled half is what its order says")
  func composition() throws {
    let half = try numbered(20).shuffled(seed: 1).split(at: 0.5).second
    let few = half.prefix(3)
    #expect(few.order == Array(half.order.prefix(3)))
    #expect(few.label(at: 2) == Float(few[2].first ?? 0))
    #expect(half.prefix(99).count == 10)
  }

  @Test("rows of a batch are cut and padded at the end")
  func padding() throws {
    let dataset = try numbered(9)
    var batch = Tensor<Int32>(repeating: 77, shape: [3, 6])
    batch.withMutableRef { rows in
      for (row, text) in [4, 8, 0].enumerated() {
        dataset.copy(text, into: rows.slices(row..<row + 1))
      }
    }
    #expect(
      batch.scalars == [4, 4, 4, 4, -1, -1] + [8, 8, 8, 8, 8, 8] + [-1, -1, -1, -1, -1, -1])
    #expect(Padding.fit([1, 2, 3], length: 2) == [1, 2])
    #expect(Padding.fit([1, 2, 3], length: 5) == [1, 2, 3, -1, -1])
  }

  @Test("arrays that do not fit together are refused")
  func refused() {
    for (offsets, labels) in [
      ([0, 2], [Float]()), ([0, 1], [1]), ([0, 3, 2], [1, 0]), ([1, 2], [1]), ([], []),
    ] {
      #expect(throws: UnrollError.self) {
        try TokenizedDataset(ids: [5, 6], offsets: offsets, labels: labels, length: 3)
      }
    }
  }
}
