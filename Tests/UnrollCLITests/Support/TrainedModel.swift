import Foundation
import Testing

/// A small text model, trained once for all tests that only read it.
enum TrainedModel {
  /// Options that make training a matter of a moment.
  static let options = ["--units", "4", "--max-length", "20", "--seed", "3"]

  private static let folder = Result { try Workshop() }
  private static let training = Result {
    try Program.run(["train", "--output", try folder.get()["model.keras"]] + options)
  }

  /// What training said.
  static func outcome() throws -> Program.Outcome { try training.get() }

  /// The path of the model.
  static func path() throws -> String {
    let outcome = try training.get()
    try #require(outcome.status == 0, "\(outcome.errors)")
    return try folder.get()["model.keras"]
  }
}
