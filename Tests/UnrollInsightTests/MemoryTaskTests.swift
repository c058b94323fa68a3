import Testing
import UnrollInsight
import UnrollTensor

@Suite("Memory tasks")
struct MemoryTaskTests {
  /// The sequences of samples, `[sample][step][feature]`.
  private func sequences(_ samples: MemorySamples) -> [[[Float]]] {
    let shape = samples.inputs.shape
    let numbers = samples.inputs.scalars
    return (0..<shape[0]).map { sample in
      (0..<shape[1]).map { step in
        let start = (sample * shape[1] + step) * shape[2]
        return Array(numbers[start..<start + shape[2]])
      }
    }
  }

  private func draw(_ task: MemoryTask, distance: Int = 12) -> ([[[Float]]], [Float]) {
    let samples = MemorySamples(task, distance: distance, count: 50, random: RandomSource(seed: 3))
    return (sequences(samples), samples.targets.scalars)
  }

  @Test("recall asks for the first symbol, so many steps before the last")
  func recall() {
    let (sequences, targets) = draw(.recall)
    for (sequence, target) in zip(sequences, targets) {
      #expect(sequence.count == 13)
      #expect(sequence[0].firstIndex(of: 1) == Int(target))
      #expect(sequence.dropFirst().allSatisfy { $0.prefix(4).allSatisfy { $0 == 0 } })
      #expect(sequence.allSatisfy { $0.reduce(0, +) == 1 })
    }
    #expect(Set(targets).count == 4)
  }

  @Test("adding asks for the sum of the two marked numbers")
  func adding() {
    let (sequences, targets) = draw(.adding)
    for (sequence, target) in zip(sequences, targets) {
      let marked = sequence.indices.filter { sequence[$0][1] == 1 }
      #expect(marked.count == 2 && marked[0] == 0 && marked[1] >= 6)
      #expect(abs(marked.reduce(0) { $0 + sequence[$1][0] } - target) < 1e-6)
      #expect(sequence.allSatisfy { (0..<1).contains($0[0]) })
    }
    // The chance of a sum near 1, the best guess, by counting.
    let many = MemorySamples(.adding, distance: 8, count: 20_000, random: RandomSource(seed: 9))
    let near = many.targets.scalars.count { abs($0 - 1) <= 0.1 }
    #expect(abs(Double(near) / 20_000 - MemoryTask.adding.chance) < 0.01)
  }

  @Test("copy asks for the first symbols in their order")
  func copy() {
    let (sequences, targets) = draw(.copy)
    for (index, sequence) in sequences.enumerated() {
      let first = sequence.prefix(3).map { Float($0.firstIndex(of: 1) ?? -1) }
      #expect(first == Array(targets[index * 3..<(index + 1) * 3]))
      #expect(sequence.count == 15 && sequence.dropFirst(3).allSatisfy { $0 == [0, 0, 0, 0, 1] })
    }
  }

  @Test("order asks which of two symbols came first")
  func order() {
    let (sequences, targets) = draw(.order, distance: 20)
    for (sequence, target) in zip(sequences, targets) {
      let marked = sequence.filter { $0[0] == 1 || $0[1] == 1 }.map { $0[1] }
      #expect(marked.count == 2 && marked[0] * 2 + marked[1] == target)
    }
    #expect(Set(targets).count == 4)
  }

  @Test("are drawn the same for the same seed", arguments: MemoryTask.allCases)
  func deterministic(task: MemoryTask) {
    let draw = { (seed: UInt64) in
      MemorySamples(task, distance: 9, count: 20, random: RandomSource(seed: seed))
    }
    #expect(draw(1).inputs == draw(1).inputs && draw(1).targets == draw(1).targets)
    #expect(draw(1).inputs != draw(2).inputs)
  }

  @Test("are learned at a short distance, the same with one thread and with two")
  func trial() throws {
    var effort = MemoryTrial.Effort()
    (effort.units, effort.updates, effort.tested) = (16, 120, 200)
    let trial = MemoryTrial(.recall, .gru, distances: [6, 4], effort: effort, seed: 5)
    var seen: [Int] = []
    let curve = try trial.run(threads: 1) { distance, _ in seen.append(distance) }
    #expect(seen == [4, 6] && curve.distance == [4, 6] && curve.name == "GRU")
    #expect(curve.accuracy[0] > 0.9)
    #expect(try trial.run(threads: 2) == curve)
  }
}
