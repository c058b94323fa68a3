import Testing
import UnrollTensor
import _UnrollTestSupport

@Suite struct RecurrentGradientKernelTests {
  @Test(
    "gradients agree with differences, with noise and masks",
    arguments: RecurrentCell.allCases, RecurrentOptions.Noise.allCases)
  func options(_ cell: RecurrentCell, _ noise: RecurrentOptions.Noise) {
    for (index, mask) in RecurrentOptions.Mask.allCases.enumerated() {
      let options = RecurrentOptions(noise: noise, mask: mask)
      let test = RecurrentCase(cell, steps: 4, rows: 2, units: 3, options, seed: 61)
      check(test, returnsSequences: index != 1, "\(mask)")
    }
  }

  @Test(
    "the output's gradient may belong to the last step alone", arguments: RecurrentCell.allCases)
  func last(_ cell: RecurrentCell) {
    for mask in RecurrentOptions.Mask.allCases {
      var test = RecurrentCase(cell, steps: 3, rows: 3, units: 2, .init(mask: mask), seed: 62)
      // The last step of one row is masked, so that its output is a carried or a zeroed one.
      test.reference.mask?[2 * 3 + 1] = false
      check(test, returnsSequences: false, "\(mask)")
    }
  }

  @Test(
    "gradients agree with differences for every activation",
    arguments: RecurrentCell.allCases, ActivationKernel.allCases)
  func activations(_ cell: RecurrentCell, _ activation: ActivationKernel) {
    let options = RecurrentOptions(activation: activation, recurrentActivation: activation)
    check(
      RecurrentCase(cell, steps: 2, rows: 2, units: 2, options, seed: 63), returnsSequences: true)
  }

  @Test("wide cells agree with the narrow vectors' results", arguments: RecurrentCell.allCases)
  func sizes(_ cell: RecurrentCell) throws {
    let baseline = try #require(Kernels.available.first)
    for units in [1, 7, 8, 9, 15, 16, 17, 33] {
      let options = RecurrentOptions(noise: .perGate, mask: .carried)
      let test = RecurrentCase(cell, steps: 3, rows: 5, units: units, options, seed: 64)
      let gradients = RecurrentGradients(test, returnsSequences: true, seed: 65)
      let expected = gradients.found(baseline, blockSteps: 3).gradients.doubles
      for kernels in Kernels.available.dropFirst() {
        let (found, isIntact) = gradients.found(kernels, blockSteps: 2)
        let worst = WorstElement(found, expected, measure: scaledError)
        #expect(worst.error <= 4e-6, "\(kernels), \(units) units: \(worst)")
        #expect(isIntact, "\(kernels), \(units) units: wrote outside")
      }
    }
  }

  @Test(
    "a full shard, whose rows run abreast, agrees with differences",
    arguments: RecurrentCell.allCases, [1, 3, 5])
  func fullShard(_ cell: RecurrentCell, _ units: Int) {
    for returnsSequences in [true, false] {
      check(
        RecurrentCase(cell, steps: 3, rows: 16, units: units, seed: 69),
        returnsSequences: returnsSequences)
    }
  }

  @Test(
    "a full shard under masks of all kinds agrees with differences",
    arguments: RecurrentCell.allCases, RecurrentOptions.Pattern.allCases)
  func maskedShard(_ cell: RecurrentCell, _ pattern: RecurrentOptions.Pattern) {
    for (index, mask) in [RecurrentOptions.Mask.carried, .zeroed].enumerated() {
      let options = RecurrentOptions(mask: mask, pattern: pattern)
      for returnsSequences in [true, false] {
        let test = RecurrentCase(
          cell, steps: 5, rows: 16, units: 2 + index, options, seed: 70)
        check(test, returnsSequences: returnsSequences, "\(mask)")
      }
    }
  }

  @Test(
    "steps that are all masked add to no gradient",
    arguments: RecurrentCell.allCases, Kernels.available)
  func masked(_ cell: RecurrentCell, _ kernels: Kernels) {
    var test = RecurrentCase(cell, steps: 2, rows: 2, units: 3, .init(mask: .carried), seed: 66)
    test.reference.mask = [false, false, false, false]
    // All rows of projected count for something only where a step counts.
    let gradients = RecurrentGradients(test, returnsSequences: true, seed: 67)
    let found = gradients.found(kernels, blockSteps: 2).gradients
    let inputs = test.reference.projected.count + test.reference.recurrentKernel.count
    #expect(found[..<inputs].allSatisfy { $0 == 0 })
    check(test, returnsSequences: true)
  }

  /// Compares all instruction sets, in one block of steps and in several, with central differences.
  private func check(_ test: RecurrentCase, returnsSequences: Bool, _ note: String = "") {
    let gradients = RecurrentGradients(test, returnsSequences: returnsSequences, seed: 68)
    let expected = gradients.expected()
    for kernels in Kernels.available {
      for blockSteps in [1, 2, test.reference.steps] {
        let (found, isIntact) = gradients.found(kernels, blockSteps: blockSteps)
        let worst = WorstElement(found, expected, measure: scaledError)
        #expect(worst.error <= 2e-6, "\(kernels) \(note) blocks of \(blockSteps): \(worst)")
        #expect(isIntact, "\(kernels) \(note): wrote outside")
      }
    }
  }
}
