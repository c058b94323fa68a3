import ArgumentParser

/// Whether models prove themselves when they are loaded.
struct SelfCheckOptions: ParsableArguments {
  @Flag(
    name: .customLong("no-self-check"),
    help: "Load .keras files even if their model does not compute what it computed when saved.")
  var isLeftOut = false

  /// Whether files that carry answers of their model are held to them.
  var isWanted: Bool { !isLeftOut }
}
