import UnrollTensor
import _UnrollTestSupport

/// The gradients of one number with respect to everything that goes into a recurrent call.
///
/// The number is a weighted sum of the outputs and the last states, with random weights.
struct RecurrentGradients {
  var test: RecurrentCase
  /// Whether the outputs of all steps count, or the last alone.
  var returnsSequences: Bool
  private var outputWeights: [Float]
  private var hiddenWeights: [Float]
  private var cellWeights: [Float]

  init(_ test: RecurrentCase, returnsSequences: Bool, seed: UInt64) {
    var random = RandomSource(seed: seed)
    let state = test.reference.rows * test.reference.units
    self.test = test
    self.returnsSequences = returnsSequences
    outputWeights = random.floats(state * (returnsSequences ? test.reference.steps : 1))
    hiddenWeights = random.floats(state)
    cellWeights = random.floats(state)
  }

  private var paths: [WritableKeyPath<ReferenceRecurrent, [Double]>] {
    var paths: [WritableKeyPath<ReferenceRecurrent, [Double]>] = [
      \.projected, \.recurrentKernel, \.initialHidden,
    ]
    if test.reference.kind.hasCell { paths.append(\.initialCell) }
    return paths
  }

  /// The gradients by central differences of the naive twin.
  func expected() -> [Double] {
    var gradients: [Double] = []
    let step = 1e-4
    var twin = test.reference
    func slope(_ change: (inout ReferenceRecurrent, Double) -> Void) -> Double {
      change(&twin, step)
      let above = loss(twin)
      change(&twin, -2 * step)
      let below = loss(twin)
      change(&twin, step)
      return (above - below) / (2 * step)
    }
    for path in paths {
      for index in twin[keyPath: path].indices {
        gradients.append(slope { $0[keyPath: path][index] += $1 })
      }
    }
    for index in twin.recurrentBias?.indices ?? 0..<0 {
      gradients.append(slope { $0.recurrentBias?[index] += $1 })
    }
    return gradients
  }

  private func loss(_ twin: ReferenceRecurrent) -> Double {
    let result = twin.run()
    func sum(_ weights: [Float], _ numbers: [Double]) -> Double {
      zip(weights, numbers).reduce(0.0) { total, pair in total + Double(pair.0) * pair.1 }
    }
    let (steps, units) = (twin.steps, twin.units)
    let last: [Double] = (0..<twin.rows).flatMap { row in
      result.output[((row + 1) * steps - 1) * units..<(row + 1) * steps * units]
    }
    let outputs = sum(outputWeights, returnsSequences ? result.output : last)
    let states = sum(hiddenWeights, result.hidden)
    return outputs + states + (twin.kind.hasCell ? sum(cellWeights, result.cell) : 0)
  }

  /// The gradients by the kernels, in the same order; both passes run in blocks of steps.
  func found(_ kernels: Kernels, blockSteps: Int) -> (gradients: [Float], isIntact: Bool) {
    let memory = GuardedMemory()
    let twin = test.reference
    let (steps, rows, units) = (twin.steps, twin.rows, twin.units)
    let columns = twin.kind.gates * units
    var arguments = test.arguments(memory, keepsHistory: true)
    let blocks = stride(from: 0, to: steps, by: blockSteps).map {
      $0..<min($0 + blockSteps, steps)
    }
    for block in blocks {
      arguments.range = block
      kernels.recurrentForward(twin.kind, arguments)
    }
    let weights = returnsSequences ? Shape([rows, steps, units]) : [rows, units]
    arguments.outputGradient = memory.view(outputWeights, weights)
    let transposed = memory.empty([columns, units])
    kernels.transpose(arguments.recurrentKernel, into: transposed)
    arguments.recurrentKernelTransposed = transposed
    let hiddenGradient = memory.view(hiddenWeights, [rows, units])
    let cellGradient = memory.view(cellWeights, [rows, units])
    (arguments.hiddenGradient, arguments.cellGradient) = (hiddenGradient, cellGradient)
    var (gates, recurrent): ([Float], [Float]) = ([], [])
    for block in blocks.reversed() {
      let shape: Shape = [block.count, rows, columns]
      arguments.range = block
      let gradients = memory.empty(shape)
      arguments.gateGradients = gradients
      arguments.recurrentGradients = twin.resetsAfter ? memory.empty(shape) : nil
      kernels.recurrentBackward(twin.kind, arguments)
      gates = gradients.toArray() + gates
      recurrent = (arguments.recurrentGradients ?? gradients).toArray() + recurrent
    }
    let sums = Sums(
      twin: twin, hidden: arguments.hidden.toArray(), extra: arguments.extra?.toArray() ?? [],
      gates: gates, recurrent: recurrent)
    var all = sums.projected
    all += sums.recurrentKernel
    all += hiddenGradient.toArray().doubles
    if twin.kind.hasCell { all += cellGradient.toArray().doubles }
    if twin.resetsAfter { all += sums.bias }
    return (all.map { Float($0) }, memory.isIntact)
  }
}

/// The products over all steps that the caller of the backward kernels forms.
private struct Sums {
  let twin: ReferenceRecurrent
  let hidden: [Float]
  let extra: [Float]
  let gates: [Float]
  let recurrent: [Float]

  private var columns: Int { twin.kind.gates * twin.units }

  /// Whether a gradient of a gate belongs to a step that counts; others are undefined.
  private func counts(_ index: Int) -> Bool { twin.mask?[index / columns] ?? true }

  var projected: [Double] {
    var sums = [Double](repeating: 0, count: twin.projected.count)
    for (index, gradient) in gates.enumerated() where counts(index) {
      sums[twin.places[index / columns] * columns + index % columns] += Double(gradient)
    }
    return sums
  }

  var bias: [Double] {
    var sums = [Double](repeating: 0, count: columns)
    for (index, gradient) in recurrent.enumerated() where counts(index) {
      sums[index % columns] += Double(gradient)
    }
    return Array(sums.suffix(twin.units))
  }

  var recurrentKernel: [Double] {
    var sums = [Double](repeating: 0, count: twin.recurrentKernel.count)
    for (index, gradient) in recurrent.enumerated() where counts(index) {
      for unit in 0..<twin.units {
        sums[unit * columns + index % columns] +=
          Double(gradient) * state(index / columns, unit, gate: index % columns / twin.units)
      }
    }
    return sums
  }

  /// What the recurrent kernel was multiplied by.
  private func state(_ place: Int, _ unit: Int, gate: Int) -> Double {
    let (row, at) = (place % twin.rows, place * twin.units + unit)
    if twin.kind == .gru && !twin.resetsAfter && gate == 2 { return Double(extra[at]) }
    guard let noise = twin.recurrentNoise else { return Double(hidden[at]) }
    let block = noise.count > twin.rows * twin.units ? gate : 0
    return Double(hidden[at]) * noise[(block * twin.rows + row) * twin.units + unit]
  }
}
