import ArgumentParser
import Foundation
import Unroll
import UnrollArchive
import UnrollInsight
import UnrollNN
import UnrollText

/// The report on a run of `train`.
struct RunReport {
  private let command: Train
  private let classifier: Classifier
  private let texts: LabeledTexts
  private let seed: UInt64

  /// Remembers what the report will be about.
  ///
  /// - Parameters:
  ///   - command: the options.
  ///   - classifier: the model and its texts.
  ///   - texts: the texts as they were read.
  ///   - seed: the seed of the run.
  init(_ command: Train, _ classifier: Classifier, _ texts: LabeledTexts, seed: UInt64) {
    (self.command, self.classifier, self.texts, self.seed) = (command, classifier, texts, seed)
  }

  /// Measures the trained model.
  ///
  /// - Parameters:
  ///   - course: the figures of every epoch.
  ///   - keptEpoch: the epoch, from 0, whose weights the model has; nil for the last one.
  /// - Returns: the report.
  /// - Throws: `UnrollError` if the model does not fit its texts.
  func make(_ course: History, keptEpoch: Int?) throws -> TrainingReport {
    TrainingReport(
      model: try ModelDescription(classifier.pipeline), course: .init(course),
      keptEpoch: keptEpoch.map { $0 + 1 },
      evaluation: try classifier.validation.flatMap(evaluation),
      configuration: configuration,
      environment: RunEnvironment.facts(
        version: UnrollCommand.configuration.version, threads: command.threads.count))
  }

  /// The figures on texts that were kept apart; nil where the model puts out what is no number.
  private func evaluation(_ dataset: TextDataset) throws -> Evaluation? {
    let outputs = try Predictor(classifier.pipeline.model, threads: command.threads.count)
      .predict(dataset)
    guard outputs.scalars.allSatisfy(\.isFinite) else { return nil }
    return Evaluation(
      outputs: (0..<dataset.count).map { outputs.row($0).scalars },
      targets: (0..<dataset.count).map { Int(dataset.texts.label(at: $0)) },
      labels: classifier.pipeline.labels, name: "validation"
    ) { texts[dataset.texts.order[$0]].text }
  }

  private var configuration: [TrainingReport.Option] {
    var options: [(String, String?)] = [
      ("data", command.data.data.map(Self.name) ?? "built-in sample"),
      ("vectors", command.vectors.vectors.map(Self.name) ?? "built-in vectors"),
    ]
    if let path = command.architecture {
      options.append(("architecture", Self.name(path)))
    } else {
      let network = command.network
      options += [
        ("layer", network.layer.rawValue), ("units", "\(network.units)"),
        ("bidirectional", "\(network.bidirectional)"), ("stack", "\(network.stack)"),
        ("pool", network.pool.rawValue), ("dropout", "\(network.dropout)"),
      ]
    }
    let training = command.training
    options += [
      ("max-length", "\(classifier.pipeline.encoder.length)"),
      ("training texts", "\(classifier.training.count)"),
      ("validation texts", "\(classifier.validation?.count ?? 0)"),
      ("batch-size", "\(training.batchSize)"), ("epochs", "\(training.epochs)"),
      ("optimizer", training.optimizer),
      ("learning-rate", training.learningRate.map { "\($0)" } ?? "default"),
      ("early-stopping", command.callbacks.earlyStopping),
      ("reduce-lr", command.callbacks.reduceLearningRate), ("seed", "\(seed)"),
    ]
    return options.compactMap { name, value in value.map { .init(name, $0) } }
  }

  /// The name of a file without the folders that it lies in, which are nobody's business.
  private static func name(_ path: String) -> String { URL(filePath: path).lastPathComponent }

  /// Writes a report: as JSON if the name says so, else as a page.
  ///
  /// - Throws: `UnrollError` that names the file if it cannot be written.
  static func write(_ report: TrainingReport, to path: String) throws {
    let bytes =
      path.hasSuffix(".json")
      ? Array(try report.json()) + [UInt8(ascii: "\n")]
      : Array(try InsightPage().html(for: report).utf8)
    try AtomicFile.write(to: path) { try $0.write(bytes) }
  }
}
