import ArgumentParser

/// What happens to numbers that are not finite.
struct NumberOptions: ParsableArguments {
  @Flag(
    name: .customLong("allow-nan"),
    help: "Go on where a number of the data, the loss or a weight is infinite or none at all.")
  var allowsNonFinite = false
}
