import ArgumentParser

/// What a demonstration starts from.
///
/// A group of its own: a command and its subcommand share the value of a group, while the outer
/// command would keep the value of a plain option to itself.
struct SeedOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Decides samples, their order, weights and dropout.", valueName: "n"))
  var seed: UInt64 = 7
}
