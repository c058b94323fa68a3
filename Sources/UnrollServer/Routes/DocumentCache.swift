import Hummingbird
import Synchronization

/// Documents that are the same for everybody until other models are served: making one takes
/// milliseconds, which nobody should be able to ask for as often as they like.
final class DocumentCache: Sendable {
  private let kept = Mutex<[String: (generation: Int, response: Response)]>([:])

  /// The document of a name, made anew if the models have changed since.
  ///
  /// - Throws: what `make` throws.
  func document(
    _ name: String, generation: Int, _ make: () throws -> Response
  ) rethrows -> Response {
    if let found = kept.withLock({ $0[name] }), found.generation == generation {
      return found.response
    }
    let response = try make()
    kept.withLock { $0[name] = (generation, response) }
    return response
  }
}
