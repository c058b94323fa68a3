import Foundation

/// A title that fits a document.
struct PageTitle {
  let text: String

  /// - Parameter document: JSON in UTF-8; anything else gets the name of the program.
  init(_ document: Data?) {
    let format = document.flatMap { try? JSONDecoder().decode(Head.self, from: $0) }?.format
    text =
      switch format {
      case "unroll-explanation-1": "What the model read"
      case "unroll-gradients-1": "The vanishing gradient, measured"
      case "unroll-memory-1": "How far networks remember"
      case "unroll-report-1": "A training, looked at"
      case "unroll-words-1": "Words as vectors"
      default: "Unroll"
      }
  }

  private struct Head: Decodable {
    var format: String
  }
}
