import UnrollTensor
import _UnrollTestSupport

/// A cell of the recurrent kernels with the choice that a GRU has.
enum RecurrentCell: CaseIterable, Sendable {
  case simpleRNN, lstm, gru, gruResettingAfter

  var kind: RecurrentKernelKind {
    switch self {
    case .simpleRNN: .simpleRNN
    case .lstm: .lstm
    case .gru, .gruResettingAfter: .gru
    }
  }
}

/// What a case has besides its sizes.
struct RecurrentOptions: Sendable {
  /// How many factors on the state there are: none, one for all gates, or one for each.
  enum Noise: CaseIterable, Sendable { case none, shared, perGate }
  /// Whether steps are masked, and what masked steps put out.
  enum Mask: CaseIterable, Sendable { case none, carried, zeroed }
  /// Which steps are masked.
  enum Pattern: CaseIterable, Sendable {
    /// Any, but for a step in the middle, at which no row counts.
    case anywhere
    /// Those after each row's end, as padding leaves them; one row is full.
    case after
    /// Those before each row's beginning.
    case before
    /// Steps in the middle, more of them with each row.
    case between
    /// All of every other row.
    case wholeRows
    /// None.
    case nowhere
  }

  var noise = Noise.none
  var mask = Mask.none
  var pattern = Pattern.anywhere
  var activation = ActivationKernel.tanh
  var recurrentActivation = ActivationKernel.sigmoid

  /// Keeps the exponential, fed back to itself over the steps, from running away.
  fileprivate var inputs: ClosedRange<Double> {
    activation == .exponential || recurrentActivation == .exponential ? -3 ... -1 : -1...1
  }
}

extension RecurrentOptions.Pattern {
  /// Which steps count, `[T, B]`.
  fileprivate func mask(steps: Int, rows: Int, _ random: inout RandomSource) -> [Bool] {
    (0..<steps * rows).map { index in
      let (step, row) = (index / rows, index % rows)
      let length = max(2, steps - row * steps / rows)
      return switch self {
      case .anywhere: step != steps / 2 && random.uniform() < 0.7
      case .after: step < length
      case .before: step >= steps - length
      case .between: step == 0 || step == steps - 1 || step > row * steps / rows
      case .wholeRows: row % 2 == 1
      case .nowhere: true
      }
    }
  }
}

/// One recurrent call with random numbers that floats hold exactly, described by its naive twin.
struct RecurrentCase: Sendable {
  var reference: ReferenceRecurrent

  init(
    _ cell: RecurrentCell, steps: Int, rows: Int, units: Int,
    _ options: RecurrentOptions = .init(), seed: UInt64
  ) {
    var random = RandomSource(seed: seed)
    let (gates, state) = (cell.kind.gates, rows * units)
    var twin = ReferenceRecurrent(cell.kind, steps: steps, rows: rows, units: units)
    twin.activation = options.activation
    twin.recurrentActivation = options.recurrentActivation
    twin.resetsAfter = cell == .gruResettingAfter
    let places = 5
    twin.projected = random.floats(places * gates * units, in: options.inputs).doubles
    twin.places = (0..<steps * rows).map { _ in random.integer(below: places) }
    let scale = 1 / Double(units).squareRoot()
    twin.recurrentKernel = random.floats(units * gates * units, in: -scale...scale).doubles
    if twin.resetsAfter { twin.recurrentBias = random.floats(units).doubles }
    if options.noise != .none {
      let blocks = options.noise == .shared ? 1 : gates
      twin.recurrentNoise = (0..<blocks * state).map { _ in
        random.uniform() < 0.3 ? 0 : 1.25
      }
    }
    if options.mask != .none {
      twin.mask = options.pattern.mask(steps: steps, rows: rows, &random)
      twin.zeroesMaskedOutput = options.mask == .zeroed
    }
    twin.initialHidden = random.floats(state).doubles
    twin.initialCell = random.floats(state).doubles
    reference = twin
  }

  /// The same call with one of the rows alone.
  func row(_ row: Int) -> RecurrentCase {
    var copy = self
    let (rows, units) = (reference.rows, reference.units)
    func pick<Element>(_ all: [Element], width: Int) -> [Element] {
      stride(from: row * width, to: all.count, by: rows * width).flatMap { all[$0..<$0 + width] }
    }
    copy.reference.rows = 1
    copy.reference.places = pick(reference.places, width: 1)
    copy.reference.mask = reference.mask.map { pick($0, width: 1) }
    copy.reference.recurrentNoise = reference.recurrentNoise.map { pick($0, width: units) }
    copy.reference.initialHidden = pick(reference.initialHidden, width: units)
    copy.reference.initialCell = pick(reference.initialCell, width: units)
    return copy
  }

  /// The arguments of the forward kernel, without output.
  func arguments(_ memory: GuardedMemory, keepsHistory: Bool) -> RecurrentArguments {
    let twin = reference
    let (steps, rows, units) = (twin.steps, twin.rows, twin.units)
    let columns = twin.kind.gates * units
    let slots = keepsHistory ? steps : 1
    let states = keepsHistory ? steps + 1 : 1
    func floats(_ numbers: [Double], _ shape: Shape) -> TensorRef<Float> {
      memory.view(numbers.map { Float($0) }, shape)
    }
    var arguments = RecurrentArguments(
      steps: steps, rows: rows, units: units,
      projected: floats(twin.projected, [twin.projected.count / columns, columns]),
      recurrentKernel: floats(twin.recurrentKernel, [units, columns]),
      hidden: memory.empty([states, rows, units]), gates: memory.empty([slots, rows, columns]),
      scratch: memory.empty([rows, 2 * (columns + units)]), keepsHistory: keepsHistory)
    arguments.hidden.slices(0..<1).assign(floats(twin.initialHidden, [1, rows, units]))
    if twin.kind.hasCell {
      let cell = memory.empty([states, rows, units])
      cell.slices(0..<1).assign(floats(twin.initialCell, [1, rows, units]))
      arguments.cell = cell
    }
    if twin.kind.hasExtra { arguments.extra = memory.empty([slots, rows, units]) }
    arguments.places = memory.integers(twin.places.map { Int32($0) }, [steps, rows])
    arguments.activation = twin.activation
    arguments.recurrentActivation = twin.recurrentActivation
    arguments.resetsAfter = twin.resetsAfter
    arguments.recurrentBias = twin.recurrentBias.map { floats($0, [units]) }
    arguments.recurrentNoise = twin.recurrentNoise.map {
      floats($0, [$0.count / (rows * units), rows, units])
    }
    arguments.mask = twin.mask.map { memory.bytes($0.map { $0 ? 1 : 0 }, [steps, rows]) }
    arguments.zeroesMaskedOutput = twin.zeroesMaskedOutput
    return arguments
  }
}
