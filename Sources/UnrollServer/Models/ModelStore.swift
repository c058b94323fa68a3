import Synchronization

/// What is served now: looked up by every request, replaced by whoever loads versions.
final class ModelStore: Sendable {
  private let models: Mutex<[String: ModelVersions]>
  private let replacements = Atomic(0)

  init(_ models: [String: ModelVersions] = [:]) { self.models = Mutex(models) }

  /// A version of a model, or its newest one.
  ///
  /// - Throws: ``ServiceError`` with the words of TensorFlow Serving if there is none.
  func model(_ reference: ModelReference) throws -> ServedModel {
    guard let model = models.withLock({ $0[reference.name]?.loaded(reference.version) }) else {
      throw ServiceError.notFound("Servable not found for request: \(reference.description)")
    }
    return model
  }

  /// All that is known about a model; nil if there is none of that name.
  func versions(_ name: String) -> ModelVersions? { models.withLock { $0[name] } }

  /// The newest version of each model, by name.
  var newest: [ServedModel] {
    models.withLock { $0.values.compactMap { $0.loaded(nil) } }.sorted { $0.name < $1.name }
  }

  /// A number that changes whenever models are replaced.
  var generation: Int { replacements.load(ordering: .acquiring) }

  /// Whether every model can answer.
  var isReady: Bool { models.withLock { $0.values.allSatisfy { $0.loaded(nil) != nil } } }

  /// Replaces what is known about a model; requests under way keep what they have.
  func replace(_ name: String, _ versions: ModelVersions) {
    // The old versions are given up outside the lock: freeing them takes time.
    let old = models.withLock { models in
      let old = models[name]
      models[name] = versions
      return old
    }
    replacements.add(1, ordering: .releasing)
    withExtendedLifetime(old) {}
  }
}

/// The versions of one model, loaded or not.
struct ModelVersions: Sendable {
  /// What became of a version.
  enum State: Sendable {
    case available(ServedModel)
    /// It could not be loaded, for a reason that says nothing of the machine.
    case failed(String)
  }

  var states: [Int: State] = [:]

  /// The newest version that can answer, or the one asked for.
  func loaded(_ version: Int?) -> ServedModel? {
    if let version {
      if case .available(let model) = states[version] { return model }
      return nil
    }
    let numbers = states.keys.sorted(by: >)
    return numbers.lazy.compactMap { loaded($0) }.first
  }
}

/// How a request names a model.
struct ModelReference: Sendable, Equatable, CustomStringConvertible {
  let name: String
  var version: Int?

  /// As TensorFlow Serving writes it.
  var description: String { version.map { "Specific(\(name), \($0))" } ?? "Latest(\(name))" }
}
