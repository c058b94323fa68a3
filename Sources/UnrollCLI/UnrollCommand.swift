import ArgumentParser
import Foundation
import UnrollTensor

/// The program `unroll`.
@main
struct UnrollCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "unroll",
    abstract: "Trains recurrent networks that read text, and predicts with them.",
    discussion: """
      Models are read from and written to Keras files. Results go to standard output, progress and \
      notes to standard error.

      Begin with:
        unroll demo                                      three networks on a built-in sample
        unroll train --output reviews.keras              one network of your choice
        unroll predict reviews.keras "A dull film."      what it thinks of a text
        unroll serve reviews.keras                       the same over HTTP
        unroll fit model.keras X.npy Y.npy --output trained.keras   a Keras model on arrays

      Exit status: 0 done, 64 the command line is wrong, 130 interrupted (Ctrl-C), 1 anything else.
      """,
    version: "0.1.0",
    subcommands: [
      Demo.self, Train.self, Fit.self, Evaluate.self, Predict.self, Summary.self, Convert.self,
      Explain.self, Gradients.self, Page.self, Serve.self, Tokenize.self, Vectors.self,
    ])

  static func main() {
    BrokenPipe.prepare()
    Termination.prepare()
    do {
      var command = try parseAsRoot()
      do {
        if command is any UnrollSubcommand { try Environment.check() }
        let signals = (command as? any UnrollSubcommand)?.endingSignals ?? []
        try withExtendedLifetime(Termination.cleaningUp(after: signals)) { try command.run() }
      } catch {
        Failure.exit(error, isVerbose: (command as? any UnrollSubcommand)?.messages.verbose)
      }
    } catch {
      Failure.exit(error, isVerbose: false)
    }
  }
}

/// A subcommand of `unroll` that does work.
protocol UnrollSubcommand: ParsableCommand {
  /// How much the command says.
  var messages: MessageOptions { get }
  /// The signals that end the command when its temporary files are removed; others it handles itself.
  var endingSignals: [Int32] { get }
}

extension UnrollSubcommand {
  /// Ctrl-C, the end of the terminal, and the request to end.
  static var usualEndingSignals: [Int32] { [SIGINT, SIGHUP, SIGTERM] }
  /// The usual ones.
  var endingSignals: [Int32] { Self.usualEndingSignals }
}

/// The variables that the program obeys.
private enum Environment {
  /// Refuses an instruction set that cannot be had, before anything computes with another one.
  static func check() throws {
    let variable = Kernels.environmentVariable
    guard let name = ProcessInfo.processInfo.environment[variable], !name.isEmpty else { return }
    _ = try locating(variable) { try Kernels.named(name) }
  }
}
