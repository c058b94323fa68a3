/// The one error type of Unroll: what happened, where, what was expected and found, what to do.
///
/// Every level that knows part of the location prefixes it with ``within(_:)`` while the error
/// unwinds, so the path reads from the outermost place (a file) to the innermost (a weight).
public struct UnrollError: Error, Sendable {
  /// A kind of failure; new kinds can be added without breaking callers.
  public struct Code: Hashable, Sendable {
    private enum Kind: Hashable, Sendable {
      case invalidConfiguration, invalidInput, shapeMismatch, unsupported, corruptFile
      case missingWeight, limitExceeded, io, notFound, notFinite
    }

    private let kind: Kind

    /// A layer, optimizer or option holds a value that makes no sense.
    public static let invalidConfiguration = Code(kind: .invalidConfiguration)
    /// Data handed in by the caller is not usable.
    public static let invalidInput = Code(kind: .invalidInput)
    /// Two shapes that must agree do not.
    public static let shapeMismatch = Code(kind: .shapeMismatch)
    /// The request is understood but not implemented.
    public static let unsupported = Code(kind: .unsupported)
    /// A file does not follow its format.
    public static let corruptFile = Code(kind: .corruptFile)
    /// A file lacks a weight that the model needs.
    public static let missingWeight = Code(kind: .missingWeight)
    /// A budget of bytes, entries or depth was exceeded.
    public static let limitExceeded = Code(kind: .limitExceeded)
    /// The operating system refused a read or a write.
    public static let io = Code(kind: .io)
    /// A file, a word or an entry does not exist.
    public static let notFound = Code(kind: .notFound)
    /// A number of the data, of a weight or of the loss is infinite, or no number.
    public static let notFinite = Code(kind: .notFinite)
  }

  /// The kind of failure.
  public var code: Code
  /// What happened, in one sentence without a final period.
  public var message: String
  /// Where, outermost first: a file, an entry in it, a layer, a weight.
  public var path: [String]
  /// The value that was needed, if two values disagree.
  public var expected: String?
  /// The value that was there instead.
  public var found: String?
  /// What the reader can do about it.
  public var hint: String?
  /// The underlying error of a system library.
  public var cause: (any Error)?

  /// Creates an error; leave out what is not known.
  public init(
    _ code: Code, _ message: String, path: [String] = [], expected: String? = nil,
    found: String? = nil, hint: String? = nil, cause: (any Error)? = nil
  ) {
    self.code = code
    self.message = message
    self.path = path
    self.expected = expected
    self.found = found
    self.hint = hint
    self.cause = cause
  }

  /// Returns the same error with one more level of location in front of its path.
  public func within(_ place: String) -> UnrollError {
    var copy = self
    copy.path.insert(place, at: 0)
    return copy
  }

  /// Returns the same error with a hint, unless it has one: who found the fault knows best.
  public func advising(_ hint: String) -> UnrollError {
    var copy = self
    copy.hint = copy.hint ?? hint
    return copy
  }
}

/// Runs `body` and prefixes the path of any ``UnrollError`` that it throws with `place`.
public func locating<Result>(
  _ place: @autoclosure () -> String, _ body: () throws -> Result
) throws -> Result {
  do {
    return try body()
  } catch let error as UnrollError {
    throw error.within(place())
  }
}

/// Runs `body`; errors that it throws are located in `place`, if there is one.
public func locating<Result>(
  ifNamed place: String?, _ body: () throws -> Result
) throws -> Result {
  guard let place else { return try body() }
  return try locating(place, body)
}

/// Runs `body` and gives a hint to any ``UnrollError`` that it throws without one.
///
/// For a level that knows what can be done about all that goes wrong below it: it knows, for
/// instance, that options come from a file.
///
/// - Parameters:
///   - hint: what to do.
///   - code: the kind of failure that the hint is for; nil for all.
///   - body: what is run.
/// - Returns: what `body` returns.
/// - Throws: what `body` throws, with the hint.
public func advising<Result>(
  _ hint: @autoclosure () -> String, for code: UnrollError.Code? = nil,
  _ body: () throws -> Result
) throws -> Result {
  do {
    return try body()
  } catch let error as UnrollError where code == nil || error.code == code {
    throw error.advising(hint())
  }
}
