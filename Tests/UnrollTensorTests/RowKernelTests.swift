import Testing
import UnrollTensor
import _UnrollTestSupport

private let sizes: [(rows: Int, columns: Int)] = [
  (0, 3), (1, 1), (2, 15), (3, 16), (5, 17), (4, 31), (33, 64), (7, 65), (3, 131),
]

@Suite struct RowKernelTests {
  @Test("transposing swaps rows and columns", arguments: Kernels.available)
  func transpose(_ kernels: Kernels) {
    let memory = GuardedMemory()
    for (rows, columns) in sizes {
      var random = RandomSource(seed: 1)
      let numbers = random.floats(rows * columns)
      let out = memory.empty([columns, rows])
      kernels.transpose(memory.view(numbers, [rows, columns]), into: out)
      #expect(out.toArray() == ReferenceKernels.transpose(numbers, rows: rows, columns: columns))
      #expect(memory.isIntact)
    }
  }

  @Test("a row is added to every row", arguments: Kernels.available)
  func addRow(_ kernels: Kernels) {
    let memory = GuardedMemory()
    for (rows, columns) in sizes {
      var random = RandomSource(seed: 2)
      let (numbers, row) = (random.floats(rows * columns), random.floats(columns))
      let x = memory.view(numbers, [rows, columns])
      kernels.addRow(memory.view(row, [columns]), to: x)
      #expect(x.toArray() == numbers.indices.map { numbers[$0] + row[$0 % columns] })
      #expect(memory.isIntact)
    }
  }

  @Test("rows are summed in their order", arguments: Kernels.available)
  func sumRows(_ kernels: Kernels) {
    let memory = GuardedMemory()
    for (rows, columns) in sizes {
      var random = RandomSource(seed: 3)
      let (numbers, start) = (random.floats(rows * columns), random.floats(columns))
      let sum = memory.view(start, [columns])
      kernels.sumRows(memory.view(numbers, [rows, columns]), into: sum)
      var expected = start
      for index in numbers.indices { expected[index % columns] += numbers[index] }
      #expect(sum.toArray() == expected)
      #expect(memory.isIntact)
    }
  }

  @Test("rows that are all zero are found", arguments: Kernels.available)
  func findRows(_ kernels: Kernels) {
    let memory = GuardedMemory()
    for columns in [1, 3, 4, 15, 16, 17, 40] {
      // Row r has its only number in column r % columns; rows 1 and 4 are zero, one of them negative.
      let numbers = (0..<6 * columns).map { index -> Float in
        let (row, column) = (index / columns, index % columns)
        return row == 1 ? 0 : row == 4 ? -0.0 : column == row % columns ? .nan : 0
      }
      // A negative number stands for a row of zeros.
      let rows = memory.integers([5, 4, 0, 1, 3, -1, 3], [7])
      let places = memory.integers([9, 9, 9, 9, 9, 9, 9], [7])
      let count = kernels.findRows(
        notZeroIn: memory.view(numbers, [6, columns]), among: rows, places: places)
      #expect(count == 4)
      #expect(rows.toArray().prefix(4) == [5, 0, 3, 3])
      #expect(places.toArray() == [0, 4, 1, 4, 2, 4, 3])
      #expect(memory.isIntact)
    }
  }

  @Test("rows that differ anywhere from a value are masked in", arguments: Kernels.available)
  func maskRows(_ kernels: Kernels) {
    let memory = GuardedMemory()
    for columns in [1, 7, 16, 17, 33] {
      for value in [0, 2.5, -.infinity] as [Float] {
        var numbers = [Float](repeating: value, count: 4 * columns)
        numbers[columns - 1] = 7
        numbers[2 * columns] = .nan
        let mask = memory.bytes([9, 9, 9, 9], [4])
        kernels.maskRows(of: memory.view(numbers, [4, columns]), differingFrom: value, mask: mask)
        #expect(mask.toArray() == [1, 0, 1, 0], "\(columns) columns of \(value)")
        #expect(memory.isIntact)
      }
    }
  }

  @Test("rows are scattered in their order, negative places left out", arguments: Kernels.available)
  func scatterAdd(_ kernels: Kernels) {
    let memory = GuardedMemory()
    for (rows, columns) in sizes {
      var random = RandomSource(seed: 4)
      let (numbers, start) = (random.floats(rows * columns), random.floats(4 * columns))
      let places = (0..<rows).map { _ in Int32(random.integer(below: 5) - 1) }
      let out = memory.view(start, [4, columns])
      kernels.scatterAdd(
        memory.view(numbers, [rows, columns]),
        places: memory.integers(places, [rows]), into: out)
      var expected = start
      for (row, place) in places.enumerated() where place >= 0 {
        for column in 0..<columns {
          expected[Int(place) * columns + column] += numbers[row * columns + column]
        }
      }
      #expect(out.toArray() == expected)
      #expect(memory.isIntact)
    }
  }

  @Test("gathered rows are copies, and zeros for negative ids", arguments: Kernels.available)
  func gather(_ kernels: Kernels) {
    let memory = GuardedMemory()
    for (rows, columns) in sizes {
      var random = RandomSource(seed: 5)
      let table = random.floats(6 * columns)
      let ids = (0..<rows).map { _ in Int32(random.integer(below: 7) - 1) }
      let out = memory.empty([rows, columns])
      kernels.gather(
        memory.view(table, [6, columns]), ids: memory.integers(ids, [rows]),
        into: out)
      let expected = ids.flatMap { id in
        (0..<columns).map { id < 0 ? 0 : table[Int(id) * columns + $0] }
      }
      #expect(out.toArray() == expected)
      #expect(memory.isIntact)
    }
  }
}
