import Foundation
import Testing
import UnrollInsight
import UnrollNN
import UnrollTensor

@Suite("The figures of a training report")
struct EvaluationTests {
  @Test("count right and wrong labels, and put the surest mistakes first")
  func confusion() {
    let outputs: [[Float]] = [[0.9], [0.2], [0.6], [0.5], [0.99], [0.4]]
    let found = Evaluation(
      outputs: outputs, targets: [1, 0, 0, 1, 0, 1], labels: ["bad", "good"], name: "validation"
    ) { "text \($0)" }
    // Exactly one half is the first label.
    #expect(found.confusion == [[1, 2], [2, 1]])
    #expect(abs(found.accuracy - 2.0 / 6) < 1e-6)
    #expect(found.count == 6)
    #expect(found.worst.map(\.index) == [4, 2, 5, 3])
    #expect(found.worst[0].text == "text 4")
    #expect(found.worst[0].label == "bad" && found.worst[0].predicted == "good")
    #expect(abs(found.worst[0].score - 0.01) < 1e-4)
  }

  @Test("of several labels give a curve for each against the rest")
  func severalLabels() {
    let outputs: [[Float]] = [
      [0.7, 0.2, 0.1], [0.1, 0.5, 0.4], [0.2, 0.3, 0.5], [0.4, 0.5, 0.1],
    ]
    let found = Evaluation(
      outputs: outputs, targets: [0, 1, 2, 0], labels: ["a", "b", "c"], name: "test")
    #expect(found.confusion == [[1, 1, 0], [0, 1, 0], [0, 0, 1]])
    #expect(found.roc.map(\.label) == ["a", "b", "c"])
    #expect(found.roc[0].area == 1)
    #expect(found.calibration.label == nil)
    #expect(found.worst[0].text == nil && found.worst[0].predicted == "b")
    // Confidence 0.7, 0.5, 0.5 and 0.5; two of the three at 0.5 are right.
    let bin = found.calibration.bins.filter { $0.count > 0 }
    #expect(bin.map(\.count) == [3, 1])
    #expect(abs((bin[0].frequency ?? 0) - 2.0 / 3) < 1e-6)
    let expected: Double = (0.5 + 0.3) / 4
    #expect(abs(found.calibration.expectedError - expected) < 1e-5)
  }

  @Test("have the area that the pairs of samples give", arguments: [1, 2, 3] as [UInt64])
  func area(seed: UInt64) throws {
    var random = RandomSource(seed: seed)
    // Few different scores, so that there are ties.
    let scores = (0..<200).map { _ in Float(random.integer(below: 12)) / 12 }
    let isPositive = scores.map { Double($0) + random.normal() * 0.4 > 0.5 }
    let found = ROCCurve(label: "x", scores: scores, isPositive: isPositive)
    var (wins, pairs) = (0.0, 0.0)
    for (score, positive) in zip(scores, isPositive) where positive {
      for (other, otherPositive) in zip(scores, isPositive) where !otherPositive {
        wins += score > other ? 1 : score == other ? 0.5 : 0
        pairs += 1
      }
    }
    #expect(abs(try #require(found.area) - wins / pairs) < 1e-6)
    let (first, last) = (try #require(found.points.first), try #require(found.points.last))
    #expect(first.falsePositiveRate == 0 && first.truePositiveRate == 0)
    #expect(last.falsePositiveRate == 1 && last.truePositiveRate == 1)
    // Each point is what its threshold gives.
    for point in found.points.dropFirst() {
      let threshold = try #require(point.threshold)
      var (taken, positives) = (0.0, 0.0)
      for (score, positive) in zip(scores, isPositive) where positive {
        positives += 1
        if score >= threshold - 1e-6 { taken += 1 }
      }
      #expect(abs(point.truePositiveRate - taken / positives) < 1e-5)
    }
  }

  @Test("keep few points of a long curve, and no area where one kind is missing")
  func longCurve() {
    var random = RandomSource(seed: 5)
    let scores = (0..<5000).map { _ in Float(random.uniform()) }
    let positive = scores.map { _ in random.uniform() < 0.5 }
    let found = ROCCurve(label: "x", scores: scores, isPositive: positive)
    #expect(found.points.count <= ROCCurve.mostPoints)
    #expect(found.points.last?.truePositiveRate == 1)
    #expect(ROCCurve(label: "x", scores: [0.1, 0.9], isPositive: [true, true]).area == nil)
    #expect(ROCCurve(label: "x", scores: [], isPositive: []).area == nil)
  }

  @Test("measure how far probabilities can be believed")
  func calibration() {
    let found = Calibration(
      [0, 0.1, 0.1, 0.75, 0.8, 1], happened: [false, true, false, true, true, false], of: "yes",
      bins: 5)
    #expect(found.bins.map(\.count) == [3, 0, 0, 2, 1])
    #expect(found.bins[1].probability == nil && found.bins[1].frequency == nil)
    #expect(abs((found.bins[3].probability ?? 0) - 0.775) < 1e-6)
    #expect(found.bins[3].frequency == 1)
    // Three samples are 0.8/3 off, two 0.225, one 1.
    let expected: Double = (0.8 + 0.45 + 1) / 6
    #expect(abs(found.expectedError - expected) < 1e-6)
    #expect(Calibration([], happened: [], of: nil).expectedError == 0)
  }

  @Test("make a document that reads back and names no file")
  func document() throws {
    let model = try ModelDescription(
      Model(input: .features(time: 4, size: 2)) {
        LSTM(2)
        Dense(1, activation: .sigmoid)
      }, labels: ["no", "yes"])
    let report = TrainingReport(
      model: model, course: .init(History()),
      evaluation: Evaluation(
        outputs: [[0.3]], targets: [0], labels: ["no", "yes"], name: "validation"),
      configuration: [.init("epochs", "2")],
      environment: RunEnvironment.facts(version: "0.0.0", threads: 2))
    let bytes = try report.json()
    #expect(try JSONDecoder().decode(TrainingReport.self, from: bytes) == report)
    #expect(report.format == "unroll-report-1")
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(!text.contains("/"), "\(text)")
    #expect(!text.contains(ProcessInfo.processInfo.hostName))
    #expect(report.environment.contains(.init("instruction set", Kernels.active.name)))
  }
}
