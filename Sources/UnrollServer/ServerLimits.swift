/// What a request may ask for, and how long it may take.
///
/// All are finite: a server that is asked for too much refuses, and does not grow.
public struct ServerLimits: Sendable {
  /// The most bytes of the body of one request; more is answered with 413.
  public var bodyBytes = 16 << 20
  /// The most bytes of all bodies that are held at once; beyond it new ones are answered with 503.
  public var heldBytes = 256 << 20
  /// The most samples in one request; more is answered with 400.
  public var instances = 1024
  /// The most characters of one text, counted as Unicode's scalars; more is answered with 400.
  public var textLength = 100_000
  /// The most steps of a sequence, for models that leave their number open.
  public var steps = 4096
  /// The deepest nesting of JSON.
  public var nesting = 32
  /// The most samples that wait for a worker; beyond it requests are answered with 503.
  public var queuedSamples = 2048
  /// The most texts in one request for explanations.
  public var explanations = 8
  /// The most requests for explanations that wait.
  public var queuedExplanations = 16
  /// The most connections; more wait until one is closed.
  public var connections = 1024
  /// The most bytes of the head of a request.
  public var headBytes = 32 << 10
  /// How long a head may take from its first byte.
  public var headTime: Duration = .seconds(10)
  /// How long the body may take after the head.
  public var bodyTime: Duration = .seconds(30)
  /// How long a client may take to read an answer.
  public var answerTime: Duration = .seconds(30)
  /// How long a connection may be idle.
  public var idleTime: Duration = .seconds(75)
  /// How long requests under way may take after the server was asked to stop.
  public var stopTime: Duration = .seconds(30)

  /// Creates the default limits.
  public init() {}

  /// Refuses a text that is too long.
  func check(_ text: String) throws {
    // No text has more scalars than bytes, so that most are not counted.
    guard text.utf8.count <= textLength || text.unicodeScalars.count <= textLength else {
      throw ServiceError.invalid("a text is longer than the limit of \(textLength) characters")
    }
  }
}
