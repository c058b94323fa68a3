import Testing
import UnrollTensor
import _UnrollTestSupport

@Suite struct DistinctKernelTests {
  private func distinct(_ ids: [Int32]) -> (places: [Int32], distinct: [Int32]) {
    let memory = GuardedMemory()
    let places = memory.integers([Int32](repeating: -5, count: ids.count))
    let found = memory.integers([Int32](repeating: -5, count: ids.count))
    let slots = memory.integers(
      [Int32](repeating: 0, count: Kernels.distinctSlots(count: ids.count)))
    let count = Kernels.distinct(
      memory.integers(ids), places: places, distinct: found, slots: slots)
    #expect(memory.isIntact)
    return (places.toArray(), Array(found.toArray()[..<count]))
  }

  @Test("ids are numbered in the order of their first appearance")
  func order() {
    let result = distinct([7, 3, 7, 7, 0, 3, 9])
    #expect(result.distinct == [7, 3, 0, 9])
    #expect(result.places == [0, 1, 0, 0, 2, 1, 3])
  }

  @Test("negative ids share the place behind the last")
  func negative() {
    let result = distinct([-1, 4, -1, 5, -3])
    #expect(result.distinct == [4, 5])
    #expect(result.places == [2, 0, 2, 1, 2])
  }

  @Test("no ids and only negative ids have no distinct ones")
  func none() {
    #expect(distinct([]).distinct.isEmpty)
    #expect(distinct([-1, -1]).distinct.isEmpty)
    #expect(distinct([-1, -1]).places == [0, 0])
  }

  @Test("every id finds its way back", arguments: [1, 2, 3, 100, 5000], [3, 1000, 2_000_000_000])
  func roundTrip(_ count: Int, _ bound: Int) {
    var random = RandomSource(seed: UInt64(count + bound))
    let ids = (0..<count).map { _ in Int32(random.integer(below: bound)) }
    let result = distinct(ids)
    #expect(result.places.map { result.distinct[Int($0)] } == ids)
    #expect(Set(result.distinct).count == result.distinct.count)
    #expect(Set(result.distinct) == Set(ids))
  }
}
