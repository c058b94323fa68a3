import Testing
import UnrollTensor
import _UnrollTestSupport

/// Sizes around the edges of vectors, tiles and blocks of every instruction set.
private let sizes: [(m: Int, n: Int, k: Int)] = [
  (1, 1, 1), (1, 17, 5), (2, 3, 4), (3, 31, 7), (5, 16, 9), (7, 33, 1), (8, 48, 16), (9, 49, 17),
  (13, 47, 321), (16, 200, 50), (17, 15, 641), (97, 7, 3), (100, 64, 2), (6, 24, 320),
  (1, 1, 16), (16, 1, 50), (17, 1, 33), (40, 1, 9), (50, 1, 7), (12, 56, 3), (9, 50, 20),
  (6, 64, 5),
]

@Suite struct MatrixKernelTests {
  @Test(
    "products agree with double precision",
    arguments: Kernels.available, [false, true])
  func multiply(_ kernels: Kernels, _ transposed: Bool) {
    for (index, size) in sizes.enumerated() {
      for (accumulate, redirect) in [(false, false), (true, false), (false, true), (true, true)] {
        let product = Product(size, transposed, accumulate, redirect, seed: UInt64(index))
        let (found, isIntact) = product.run(kernels)
        let worst = WorstElement(found, product.expected, measure: scaledError)
        // Sums of k terms below one: the rounding of each step adds up in the worst case.
        #expect(worst.error <= 1e-7 * Double(size.k + 4), "\(size) seed \(index): \(worst)")
        #expect(isIntact, "\(size) wrote outside the product")
      }
    }
  }

  @Test("a row's product does not depend on the other rows", arguments: Kernels.available)
  func rowIndependence(_ kernels: Kernels) {
    for size in sizes {
      let product = Product(size, false, true, false, seed: 99)
      let whole = product.run(kernels).found
      for row in [0, size.m / 2, size.m - 1] {
        let alone = product.run(kernels, only: row).found
        #expect(alone == Array(whole[row * size.n..<(row + 1) * size.n]), "\(size) row \(row)")
      }
    }
  }

  @Test("an empty sum is zero, or what was there", arguments: Kernels.available)
  func emptySum(_ kernels: Kernels) {
    let memory = GuardedMemory()
    let c = memory.view([1, 2, 3, 4, 5, 6], [2, 3])
    let (a, b) = (
      TensorRef<Float>(base: nil, shape: [2, 0]), TensorRef<Float>(base: nil, shape: [0, 3])
    )
    kernels.multiply(a, b, into: c, accumulate: true)
    #expect(c.toArray() == [1, 2, 3, 4, 5, 6])
    kernels.multiply(a, b, into: c)
    #expect(c.toArray() == [0, 0, 0, 0, 0, 0])
    #expect(memory.isIntact)
  }

  @Test("nothing is multiplied into nothing", arguments: Kernels.available)
  func emptyProduct(_ kernels: Kernels) {
    let memory = GuardedMemory()
    let b = memory.view([1, 2, 3], [1, 3])
    kernels.multiply(
      TensorRef(base: nil, shape: [0, 1]), b, into: TensorRef(base: nil, shape: [0, 3]))
    #expect(memory.isIntact)
  }

  @Test("not-a-number and infinity reach the product", arguments: Kernels.available)
  func specials(_ kernels: Kernels) {
    let memory = GuardedMemory()
    let a = memory.view([.nan, 1, .infinity, 1], [2, 2])
    let (b, c) = (memory.view([Float](repeating: 1, count: 34), [2, 17]), memory.empty([2, 17]))
    kernels.multiply(a, b, into: c)
    let isNaN = c.toArray().map(\.isNaN)
    #expect(isNaN == (0..<34).map { $0 < 17 })
    #expect(Array(c.toArray()[17...]) == Array(repeating: .infinity, count: 17))
    #expect(memory.isIntact)
  }
}

/// One product with its operands, laid out with row strides, and its exact value.
private struct Product {
  let m: Int
  let n: Int
  let k: Int
  let transposed: Bool
  let accumulate: Bool
  let a: [Float]
  let b: [Float]
  let c: [Float]
  let rows: [Int32]?
  let expected: [Double]

  init(
    _ size: (m: Int, n: Int, k: Int), _ transposed: Bool, _ accumulate: Bool, _ redirect: Bool,
    seed: UInt64
  ) {
    (m, n, k) = size
    self.transposed = transposed
    var random = RandomSource(seed: seed)
    let (outer, inner) = transposed ? (k, m) : (m, k)
    let tableRows = redirect ? outer + 3 : outer
    let table = random.floats(tableRows * inner)
    (a, b, c) = (table, random.floats(k * n), random.floats(m * n))
    rows = redirect ? (0..<outer).map { _ in Int32(random.integer(below: tableRows)) } : nil
    let order = rows ?? (0..<Int32(outer)).map { $0 }
    let gathered = order.flatMap { table[Int($0) * inner..<(Int($0) + 1) * inner] }.doubles
    let left =
      transposed ? ReferenceKernels.transpose(gathered, rows: k, columns: m) : gathered
    let product = ReferenceKernels.multiply(left, b.doubles, rows: m, inner: k, columns: n)
    self.accumulate = accumulate
    let start = c.map { Double($0) * (accumulate ? 1 : 0) }
    expected = zip(product, start).map { $0 + $1 }
  }

  func run(_ kernels: Kernels, only row: Int? = nil) -> (found: [Float], isIntact: Bool) {
    let memory = GuardedMemory()
    let inner = transposed ? m : k
    let left = memory.view(a, [a.count / inner, inner])
    let right = memory.view(b, [k, n])
    // Two columns beside the product must stay as they are.
    let wide = memory.empty([m, n + 2])
    let product = wide.columns(1..<n + 1)
    product.assign(memory.view(c, [m, n]))
    var (leftView, target) = (left, product)
    if let row {
      (leftView, target) = (left.slices(row..<row + 1), product.slices(row..<row + 1))
    }
    let places = rows.map { memory.integers($0) }
    kernels.multiply(
      leftView, transposedA: transposed, right, into: target, accumulate: accumulate,
      rows: places)
    let marker = GuardedMemory.marker
    let sides = (0..<m).allSatisfy { wide[$0, 0] == marker && wide[$0, n + 1] == marker }
    return (target.toArray(), memory.isIntact && sides)
  }
}
