import UnrollNN
import UnrollTensor

/// What the layers of a model did with a sample, from an inspector that has just read it.
struct LayerExplanations {
  /// Layers that take the largest over all steps.
  let pooling: [PoolingExplanation]
  /// Recurrent cells.
  let recurrent: [RecurrentExplanation]

  init(
    _ inspector: Inspector, _ sample: ReadSample, _ snapshot: ModelSnapshot, column: Int
  ) {
    pooling = inspector.poolingTraces().map { trace in
      PoolingExplanation(
        trace, sample,
        weights: UnitWeights(inspector.network, snapshot, call: trace.call)?.column(column))
    }
    recurrent = inspector.recurrentTraces().map { RecurrentExplanation($0, sample) }
  }
}

extension PoolingExplanation {
  /// Puts what a layer did in terms of the sample's steps.
  init(_ trace: PoolingTrace, _ sample: ReadSample, weights: [Float]?) {
    let isAligned = trace.steps == sample.length
    let steps = sample.steps
    self.init(
      layer: trace.layer, isAligned: isAligned,
      winners: trace.winners.map { winner in
        guard isAligned else { return winner }
        return steps.contains(winner) ? winner - steps.lowerBound : -1
      },
      values: trace.values.map { $0.significant(5) },
      weights: weights.map { zip($0, trace.values).map { ($0 * $1).significant(5) } })
  }
}

extension RecurrentExplanation {
  /// Puts what a cell did in terms of the sample's steps.
  init(_ trace: RecurrentTrace, _ sample: ReadSample) {
    let isAligned = trace.steps == sample.length
    let steps = isAligned ? sample.steps : 0..<trace.steps
    let units = trace.units
    func rows(_ values: [Float]) -> [[Float]] {
      steps.map { step in
        values[step * units..<(step + 1) * units].map { $0.rounded(to: 3) }
      }
    }
    let counted = steps.filter { trace.counts[$0] }
    let keeps = trace.gates.first { $0.name == "forget" || $0.name == "update" }
    let retention = keeps.map { gate in
      (0..<units).map { unit in
        counted.reduce(Float(0)) { $0 + gate.values[$1 * units + unit] }
          / Float(max(counted.count, 1))
      }
    }
    let steadiness = retention ?? Self.steadiness(trace.hidden, counted, units)
    self.init(
      layer: trace.layer, className: trace.className,
      direction: trace.goesBackwards ? .backward : .forward, units: units, steps: steps.count,
      isAligned: isAligned,
      gates: Dictionary(uniqueKeysWithValues: trace.gates.map { ($0.name, rows($0.values)) }),
      cell: trace.cell.map(rows), hidden: rows(trace.hidden),
      order: (0..<units).sorted { (steadiness[$1], $0) < (steadiness[$0], $1) },
      retention: (retention ?? []).map { $0.rounded(to: 4) })
  }

  /// For cells without gates: how little each unit moves from step to step.
  private static func steadiness(_ hidden: [Float], _ steps: [Int], _ units: Int) -> [Float] {
    (0..<units).map { unit in
      zip(steps, steps.dropFirst()).reduce(Float(0)) { sum, pair in
        sum - abs(hidden[pair.0 * units + unit] - hidden[pair.1 * units + unit])
      }
    }
  }
}
