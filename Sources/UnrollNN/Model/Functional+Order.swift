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

  /// All calls in some order in which they can run.
  private func runnableOrder() throws -> [CallID] {
    var done = Set(inputs.map { CallID(layer: $0, number: 0) })
    var waiting = elements.indices.flatMap { layer in
      elements[layer].calls.indices.map { CallID(layer: layer, number: $0) }
    }
    var order: [CallID] = []
    while !waiting.isEmpty {
      var later: [CallID] = []
      for call in waiting {
        guard reads(call).allSatisfy(done.contains) else {
          later.append(call)
          continue
        }
        done.insert(call)
        order.append(call)
      }
      guard later.count < waiting.count else { throw circle(later[0].layer) }
      waiting = later
    }
    return order
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
      var stack = [(call: CallID(layer: output.layer, number: output.call), next: 0)]
      while let (call, next) = stack.last {
        guard calls.contains(call), !finished.contains(call) else {
          stack.removeLast()
          continue
        }
        let read = reads(call)
        if next < read.count {
          stack[stack.count - 1].next += 1
          stack.append((read[next], 0))
        } else {
          finished.insert(call)
          order.append(call)
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
