import UnrollTensor

extension Functional {
  /// One use of a layer: the layer and the number of the call.
  package struct CallID: Hashable, Sendable {
    package let layer, number: Int
  }

  /// All calls in the order in which Keras runs them, which a layer with states that is called
  /// twice can feel: each after those that it reads.
  ///
  /// - Throws: `UnrollError` if calls wait for each other, or for a layer that is not there.
  package func callOrder() throws -> [CallID] {
    let all = try runnableOrder()
    let depths = depths(among: Set(all))
    let led = depths.order.enumerated().sorted {
      let (left, right) = (depths.depth[$0.element] ?? 0, depths.depth[$1.element] ?? 0)
      return left == right ? $0.offset < $1.offset : left > right
    }.map(\.element)
    // What leads to no output is in no file of Keras.
    return led + all.filter { depths.depth[$0] == nil }
  }

  /// All calls in the order in which they run if whoever runs them goes through the list again and
  /// again, and runs what can run by then.
  private func runnableOrder() throws -> [CallID] {
    let calls = elements.indices.flatMap { layer in
      elements[layer].calls.indices.map { CallID(layer: layer, number: $0) }
    }
    var (missing, readers) = waiting(calls)
    // Only counted, not gone through: a graph that lists its layers last first has as many rounds
    // as layers.
    var rounds = [Int](repeating: 0, count: calls.count)
    var order = calls.indices.filter { missing[$0] == 0 }
    var next = 0
    while next < order.count {
      let place = order[next]
      next += 1
      for reader in readers[place] {
        rounds[reader] = max(rounds[reader], rounds[place] + (place > reader ? 1 : 0))
        missing[reader] -= 1
        if missing[reader] == 0 { order.append(reader) }
      }
    }
    if let stuck = missing.firstIndex(where: { $0 > 0 }) { throw circle(calls[stuck].layer) }
    return order.sorted { (rounds[$0], $0) < (rounds[$1], $1) }.map { calls[$0] }
  }

  /// For each call how many calls it reads, and the places of those that read it.
  private func waiting(_ calls: [CallID]) -> (missing: [Int], readers: [[Int]]) {
    let places = Dictionary(uniqueKeysWithValues: zip(calls, calls.indices))
    let given = Set(inputs.map { CallID(layer: $0, number: 0) })
    var missing = [Int](repeating: 0, count: calls.count)
    var readers = [[Int]](repeating: [], count: calls.count)
    for (place, call) in calls.enumerated() {
      for read in reads(call) where !given.contains(read) {
        missing[place] += 1
        if let source = places[read] { readers[source].append(place) }
      }
    }
    return (missing, readers)
  }

  /// What a call reads, in order; inputs of the model stand among it as calls.
  private func reads(_ call: CallID) -> [CallID] {
    elements[call.layer].calls[call.number].inputs.map {
      CallID(layer: $0.layer, number: $0.call)
    }
  }

  /// For each call that leads to an output the longest way there, and the order in which Keras
  /// meets the calls: from the outputs back, each together with those that it reads.
  private func depths(
    among calls: Set<CallID>
  ) -> (depth: [CallID: Int], order: [CallID]) {
    var (depth, order): ([CallID: Int], [CallID]) = ([:], [])
    var ofLayer: [Int: Int] = [:]
    func note(_ call: CallID, _ value: Int) {
      if depth[call] == nil { order.append(call) }
      depth[call] = value
    }
    for call in traversal(among: calls).reversed() {
      // A layer that is called twice stands where its deepest call does.
      let own = max(depth[call] ?? 0, ofLayer[call.layer] ?? 0)
      note(call, own)
      ofLayer[call.layer] = own
      for read in reads(call) where calls.contains(read) {
        note(read, max(own + 1, depth[read] ?? 0))
      }
    }
    return (depth, order)
  }

  /// The calls that lead to the outputs, depth first, each after those that it reads.
  private func traversal(among calls: Set<CallID>) -> [CallID] {
    var (order, finished): ([CallID], Set<CallID>) = ([], [])
    for output in outputs {
      var stack: [(call: CallID, reads: [CallID], next: Int)] = []
      func enter(_ call: CallID) {
        if calls.contains(call), !finished.contains(call) { stack.append((call, reads(call), 0)) }
      }
      enter(CallID(layer: output.layer, number: output.call))
      while let (call, read, next) = stack.last {
        if next < read.count {
          stack[stack.count - 1].next += 1
          enter(read[next])
        } else {
          if finished.insert(call).inserted { order.append(call) }
          stack.removeLast()
        }
      }
    }
    return order
  }

  private func circle(_ layer: Int) -> UnrollError {
    UnrollError(
      .invalidConfiguration, "a layer reads what is not computed before it",
      path: [layerNames[layer]], hint: "the graph has a circle, or lacks a layer")
  }
}
