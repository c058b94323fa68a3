import ArgumentParser
import Foundation
import UnrollTensor

/// Turns an error into the text and the exit status that the contract of the command line promises.
enum Failure {
  /// Ends the program.
  ///
  /// - Parameters:
  ///   - error: what was thrown; the requests of the parser to print help are among it.
  ///   - isVerbose: whether all facts are shown, one a line.
  static func exit(_ error: any Error, isVerbose: Bool?) -> Never {
    switch error {
    case is BrokenPipe:
      BrokenPipe.exit()
    case let error as UnrollError:
      Console.report(
        "error: " + (isVerbose == true ? error.detailedDescription : error.description))
      Foundation.exit(1)
    default:
      exit(parserError: error)
    }
  }

  private static func exit(parserError error: any Error) -> Never {
    let code = UnrollCommand.exitCode(for: error)
    let isError = code == .validationFailure || (code == .failure && !(error is ExitCode))
    guard isError else { UnrollCommand.exit(withError: error) }
    var text = UnrollCommand.fullMessage(for: error)
    // One spelling for all errors, whoever found them.
    if text.hasPrefix("Error: ") { text.removeFirst("Error: ".count) }
    Console.report("error: " + text)
    Foundation.exit(code.rawValue)
  }
}
