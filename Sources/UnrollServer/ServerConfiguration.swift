import UnrollNN

/// How a server listens and what it accepts.
public struct ServerConfiguration: Sendable {
  /// The address to listen on; the default is reached from this machine alone.
  public var host = "127.0.0.1"
  /// The port to listen on; 0 for any that is free.
  public var port = 8501
  /// What a request may ask for, and how long it may take.
  public var limits = ServerLimits()
  /// What requests must carry as `Authorization: Bearer …`; nil for no check.
  public var token: BearerToken?
  /// The number of threads that predict.
  public var workers = Threads.available
  /// The most samples that are predicted together; sixteen is what the kernels take abreast.
  public var batchSize = 16
  /// How often folders of versions are looked at.
  public var pollInterval: Duration = .seconds(1)
  /// How many versions of a model are served side by side, the newest ones.
  public var keptVersions = 1
  /// Whether model files that carry answers of their model are held to them.
  public var selfCheck = true
  /// What the metadata of the server says of its version.
  public var version = "0.1.0"

  /// Creates the configuration that `unroll serve` has without options.
  public init() {}
}
