import Testing

/// A row of the tables of wrong inputs: a command, what is wrong with its input, and what the
/// message must say.
struct WrongInput: Sendable, CustomTestStringConvertible {
  /// What the message says; ``MessageShape`` holds it to the shape that all messages have.
  struct Message: Sendable {
    /// The whole of the place: `m.json › layers/0 › lstm`.
    let place: String
    /// A part of what happened.
    let what: String
    /// A part of what was needed, and of what was there; an empty one stands for any of the two.
    ///
    /// With neither, the message has neither.
    var expected, found: String?
    /// A part of what to do.
    let hint: String
  }

  /// Makes the files that the command names, in the folder in which it runs.
  typealias Setup = @Sendable (Bench) throws -> Void

  /// The words after `unroll`.
  let words: [String]
  let message: Message
  /// What goes to standard input.
  var input = ""
  /// Variables beside those of the tests.
  var environment: [String: String] = [:]
  let setup: Setup

  var testDescription: String { "\(words.joined(separator: " ")): \(message.what)" }

  /// A row.
  ///
  /// - Parameters:
  ///   - command: the command line, words separated by blanks.
  ///   - place: the whole of the place.
  ///   - what: a part of what happened.
  ///   - expected: a part of what was needed.
  ///   - found: a part of what was there.
  ///   - hint: a part of what to do.
  ///   - input: what goes to standard input.
  ///   - environment: variables beside those of the tests.
  ///   - setup: makes the files.
  init(
    _ command: String, at place: String, _ what: String, expected: String? = nil,
    found: String? = nil, hint: String, input: String = "", environment: [String: String] = [:],
    _ setup: @escaping Setup = { _ in }
  ) {
    words = command.split(separator: " ").map(String.init)
    message = Message(place: place, what: what, expected: expected, found: found, hint: hint)
    (self.input, self.environment, self.setup) = (input, environment, setup)
  }
}

/// A command line that is wrong in itself.
struct WrongCommandLine: Sendable, CustomTestStringConvertible {
  /// The words after `unroll`.
  let words: [String]
  /// The option or argument that must be named, and further parts of the first line.
  let place: String
  let facts: [String]

  var testDescription: String { words.joined(separator: " ") }

  init(_ command: String, at place: String, _ facts: String...) {
    self.init(command, at: place, all: facts)
  }

  init(_ command: String, at place: String, all facts: [String]) {
    words = command.split(separator: " ").map(String.init)
    (self.place, self.facts) = (place, facts)
  }
}
