import Testing
import UnrollTensor
import _UnrollTestSupport

@Suite struct RecurrentKernelTests {
  @Test(
    "states and outputs agree with the naive twin, whatever the size",
    arguments: RecurrentCell.allCases, [1, 3, 4, 5, 7, 8, 9, 15, 16, 17, 50])
  func sizes(_ cell: RecurrentCell, _ units: Int) {
    for (rows, steps) in [(1, 1), (3, 4), (9, 2), (16, 3), (17, 2)] {
      check(RecurrentCase(cell, steps: steps, rows: rows, units: units, seed: 50))
    }
  }

  @Test(
    "noise and masks agree with the naive twin",
    arguments: RecurrentCell.allCases, RecurrentOptions.Noise.allCases)
  func options(_ cell: RecurrentCell, _ noise: RecurrentOptions.Noise) {
    for mask in RecurrentOptions.Mask.allCases {
      let options = RecurrentOptions(noise: noise, mask: mask)
      check(RecurrentCase(cell, steps: 6, rows: 5, units: 19, options, seed: 51), "\(mask)")
    }
  }

  @Test(
    "masks of all kinds agree with the naive twin, in full shards and others",
    arguments: RecurrentCell.allCases, RecurrentOptions.Pattern.allCases)
  func masks(_ cell: RecurrentCell, _ pattern: RecurrentOptions.Pattern) {
    for mask in [RecurrentOptions.Mask.carried, .zeroed] {
      let options = RecurrentOptions(mask: mask, pattern: pattern)
      for (rows, units) in [(16, 5), (16, 19), (15, 5), (17, 5), (1, 3)] {
        let test = RecurrentCase(cell, steps: 9, rows: rows, units: units, options, seed: 57)
        check(test, "\(mask), \(rows) rows")
      }
    }
  }

  @Test(
    "every activation works in every cell",
    arguments: RecurrentCell.allCases, ActivationKernel.allCases)
  func activations(_ cell: RecurrentCell, _ activation: ActivationKernel) {
    let candidate = RecurrentOptions(activation: activation)
    check(RecurrentCase(cell, steps: 3, rows: 2, units: 18, candidate, seed: 52))
    let gates = RecurrentOptions(recurrentActivation: activation)
    check(RecurrentCase(cell, steps: 3, rows: 2, units: 18, gates, seed: 53))
  }

  @Test(
    "a row alone has the bits that it has among others",
    arguments: RecurrentCell.allCases, Kernels.available)
  func rowIndependence(_ cell: RecurrentCell, _ kernels: Kernels) {
    let options = RecurrentOptions(noise: .perGate, mask: .carried)
    let all = RecurrentCase(cell, steps: 5, rows: 11, units: 21, options, seed: 54)
    let whole = run(all, kernels, keepsHistory: false).output
    for row in 0..<11 {
      let alone = run(all.row(row), kernels, keepsHistory: false).output
      #expect(alone == Array(whole[row * 5 * 21..<(row + 1) * 5 * 21]), "row \(row)")
    }
  }

  @Test(
    "rows of a full shard have the bits that they have alone, although they run abreast",
    arguments: RecurrentCell.allCases, Kernels.available)
  func abreast(_ cell: RecurrentCell, _ kernels: Kernels) {
    for (units, keepsHistory, mask) in [
      (1, false, .none), (21, false, .none), (50, true, .none), (21, true, .carried),
      (50, false, .zeroed),
    ] as [(Int, Bool, RecurrentOptions.Mask)] {
      let all = RecurrentCase(
        cell, steps: 5, rows: 16, units: units, .init(mask: mask), seed: 56)
      let whole = run(all, kernels, keepsHistory: keepsHistory)
      for row in 0..<16 {
        let alone = run(all.row(row), kernels, keepsHistory: keepsHistory)
        let outputs = whole.output[row * 5 * units..<(row + 1) * 5 * units]
        #expect(alone.output == Array(outputs), "row \(row) of \(units) units")
      }
    }
  }

  @Test(
    "outputs can be reversed, strided, cut to the last, or left out",
    arguments: RecurrentCell.allCases, Kernels.available)
  func outputs(_ cell: RecurrentCell, _ kernels: Kernels) {
    let (steps, rows, units) = (4, 3, 17)
    let options = RecurrentOptions(mask: .zeroed)
    let test = RecurrentCase(cell, steps: steps, rows: rows, units: units, options, seed: 55)
    let expected = run(test, kernels, keepsHistory: true)
    let memory = GuardedMemory()

    var reversed = test.arguments(memory, keepsHistory: false)
    let wide = memory.empty([rows, steps, 2 * units])
    reversed.output = wide.columns(units..<2 * units)
    reversed.reversesOutput = true
    kernels.recurrentForward(cell.kind, reversed)
    for row in 0..<rows * steps {
      let twin = row / steps * steps + steps - 1 - row % steps
      let found = (units..<2 * units).map { wide[row, $0] }
      #expect(found == Array(expected.output[twin * units..<(twin + 1) * units]))
      #expect(wide[row, units - 1] == GuardedMemory.marker)
    }

    var last = test.arguments(memory, keepsHistory: false)
    let output = memory.empty([rows, units])
    last.output = output
    kernels.recurrentForward(cell.kind, last)
    for row in 0..<rows {
      let place = (row * steps + steps - 1) * units
      let found = (0..<units).map { output[row, $0] }
      #expect(found == Array(expected.output[place..<place + units]))
    }

    let silent = test.arguments(memory, keepsHistory: false)
    kernels.recurrentForward(cell.kind, silent)
    #expect(silent.hidden.toArray() == expected.hidden)
    #expect(memory.isIntact)
  }

  @Test("without places the rows of projected follow one another", arguments: Kernels.available)
  func noPlaces(_ kernels: Kernels) {
    var test = RecurrentCase(.lstm, steps: 2, rows: 2, units: 3, seed: 56)
    test.reference.places = [0, 1, 2, 3]
    let memory = GuardedMemory()
    var arguments = test.arguments(memory, keepsHistory: false)
    arguments.places = nil
    kernels.recurrentForward(.lstm, arguments)
    #expect(arguments.hidden.toArray() == run(test, kernels, keepsHistory: false).hidden)
    #expect(memory.isIntact)
  }

  @Test(
    "the last output alone is the last of all, whatever the mask and the blocks of steps",
    arguments: RecurrentCell.allCases, RecurrentOptions.Pattern.allCases)
  func maskedLast(_ cell: RecurrentCell, _ pattern: RecurrentOptions.Pattern) {
    let (steps, rows, units) = (9, 16, 5)
    for mask in [RecurrentOptions.Mask.carried, .zeroed] {
      let options = RecurrentOptions(mask: mask, pattern: pattern)
      let test = RecurrentCase(cell, steps: steps, rows: rows, units: units, options, seed: 58)
      for kernels in Kernels.available {
        let whole = run(test, kernels, keepsHistory: true)
        for keepsHistory in [true, false] {
          let last = runBlocks([0..<2, 2..<7, 7..<9], test, kernels, keepsHistory: keepsHistory)
          #expect(last.hidden == whole.hidden, "\(kernels), \(mask)")
          for row in 0..<rows {
            let place = (row * steps + steps - 1) * units
            let expected = Array(whole.output[place..<place + units])
            let found = Array(last.output[row * units..<(row + 1) * units])
            #expect(found == expected, "\(kernels), \(mask), row \(row)")
          }
        }
      }
    }
  }

  /// Runs the steps in several calls, for the output of the last step alone.
  private func runBlocks(
    _ blocks: [Range<Int>], _ test: RecurrentCase, _ kernels: Kernels, keepsHistory: Bool
  ) -> Found {
    let memory = GuardedMemory()
    let twin = test.reference
    var arguments = test.arguments(memory, keepsHistory: keepsHistory)
    let output = memory.empty([twin.rows, twin.units])
    arguments.output = output
    for block in blocks {
      arguments.range = block
      kernels.recurrentForward(twin.kind, arguments)
    }
    #expect(memory.isIntact, "\(kernels) wrote outside")
    let hidden = arguments.hidden.toArray().suffix(twin.rows * twin.units)
    return Found(output: output.toArray(), hidden: Array(hidden), cell: [])
  }

  /// What a run leaves behind.
  private struct Found {
    var output: [Float]
    var hidden: [Float]
    var cell: [Float]
  }

  private func run(_ test: RecurrentCase, _ kernels: Kernels, keepsHistory: Bool) -> Found {
    let memory = GuardedMemory()
    let twin = test.reference
    var arguments = test.arguments(memory, keepsHistory: keepsHistory)
    let output = memory.empty([twin.rows, twin.steps, twin.units])
    arguments.output = output
    kernels.recurrentForward(twin.kind, arguments)
    #expect(memory.isIntact, "\(kernels) wrote outside")
    let state = twin.rows * twin.units
    return Found(
      output: output.toArray(), hidden: arguments.hidden.toArray().suffix(state),
      cell: arguments.cell?.toArray().suffix(state) ?? [])
  }

  /// Compares all instruction sets, with and without history, with the naive twin.
  private func check(_ test: RecurrentCase, _ note: String = "") {
    let expected = test.reference.run()
    for kernels in Kernels.available {
      let found = run(test, kernels, keepsHistory: true)
      let worst = [
        WorstElement(found.output, expected.output, measure: scaledError),
        WorstElement(found.hidden, expected.hidden, measure: scaledError),
        test.reference.kind.hasCell
          ? WorstElement(found.cell, expected.cell, measure: scaledError) : WorstElement([], []),
      ].max { $0.error < $1.error }
      // The logarithms of softmax are gates without bounds.
      let functions = [test.reference.activation, test.reference.recurrentActivation]
      let limit = functions.contains(.logSoftmax) ? 1e-5 : 2e-6
      #expect(worst?.error ?? 1 <= limit, "\(kernels) \(note): \(worst?.description ?? "")")
      let lean = run(test, kernels, keepsHistory: false)
      #expect(lean.output == found.output && lean.hidden == found.hidden, "\(kernels) \(note)")
    }
  }
}
