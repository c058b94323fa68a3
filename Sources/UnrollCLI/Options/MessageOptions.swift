import ArgumentParser

/// How much a command says beside its results.
struct MessageOptions: ParsableArguments {
  @Flag(name: .shortAndLong, help: "Show no progress and no notes.")
  var quiet = false

  @Flag(
    name: [.long, .customShort("V")],
    help: "Where something fails, show all that is known about it.")
  var verbose = false

  /// Where progress and notes go.
  var console: Console { Console(isQuiet: quiet) }
}
