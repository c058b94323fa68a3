import Logging
import UnrollTensor

/// Brings the versions that are served in line with those in a folder.
struct VersionKeeper: Sendable {
  let source: ModelSource
  let loader: ModelLoader
  /// How many versions are served, the newest ones.
  let kept: Int
  let logger: Logger
  /// What was there at the last look.
  private var seen: [VersionFolder.Candidate] = []
  /// What could not be loaded; it is tried again when it changes.
  private var failed: [VersionFolder.Candidate] = []
  /// What each loaded version was loaded from.
  private var loaded: [Int: VersionFolder.Candidate] = [:]

  init(source: ModelSource, loader: ModelLoader, kept: Int, logger: Logger) {
    (self.source, self.loader, self.kept, self.logger) = (source, loader, max(kept, 1), logger)
  }

  /// Loads what there is at the start.
  ///
  /// - Throws: `UnrollError` if nothing can be loaded.
  mutating func start(_ store: ModelStore) throws {
    guard source.kind == .versions else {
      let model = try loader.load(name: source.name, version: 1, path: source.path)
      return store.replace(source.name, ModelVersions(states: [1: .available(model)]))
    }
    let candidates = try VersionFolder(path: source.path).candidates()
    seen = candidates
    guard let newest = candidates.last else {
      throw UnrollError(
        .notFound, "the folder holds no versions", path: [source.path],
        expected: "folders named 1, 2, …, with a .keras or .h5 file in each",
        hint: "put the model into a folder 1/, or name its file")
    }
    var lastError: (any Error)?
    update(store, candidates) { lastError = lastError ?? $0 }
    guard store.versions(source.name)?.loaded(nil) != nil else {
      throw lastError
        ?? UnrollError(
          .corruptFile, "no version can be loaded", path: [source.path, "\(newest.version)"],
          hint: "put another version there")
    }
  }

  /// Looks again, and loads what is new once it has stopped changing.
  mutating func look(_ store: ModelStore) {
    guard source.kind == .versions else { return }
    let candidates: [VersionFolder.Candidate]
    do {
      candidates = try VersionFolder(path: source.path).candidates()
    } catch {
      return logger.warning("\(source.name): \(error)")
    }
    // A file that differs from what was there a moment ago is still being written.
    let steady = candidates.filter { seen.contains($0) || loaded[$0.version] == $0 }
    seen = candidates
    // An empty folder is more likely being replaced than meant: what is loaded stays.
    if !steady.isEmpty { update(store, steady) { _ in } }
  }

  /// Loads the newest versions that can be loaded, newest first, and lets the others go.
  private mutating func update(
    _ store: ModelStore, _ candidates: [VersionFolder.Candidate], onFailure: (any Error) -> Void
  ) {
    let old = store.versions(source.name) ?? ModelVersions()
    var new = ModelVersions()
    var count = 0
    for candidate in candidates.reversed() where count < kept {
      if loaded[candidate.version] == candidate, let model = old.loaded(candidate.version) {
        new.states[candidate.version] = .available(model)
        count += 1
      } else if failed.contains(candidate) {
        new.states[candidate.version] = old.states[candidate.version]
      } else {
        do {
          new.states[candidate.version] = .available(try load(candidate))
          count += 1
        } catch {
          onFailure(error)
          new.states[candidate.version] = fail(candidate, error)
        }
      }
    }
    keepOld(old, &new)
    store.replace(source.name, new)
    loaded = loaded.filter { new.loaded($0.key) != nil }
    failed.removeAll { !candidates.contains($0) }
  }

  /// If nothing new can answer, what answered so far goes on.
  private func keepOld(_ old: ModelVersions, _ new: inout ModelVersions) {
    guard new.loaded(nil) == nil, let model = old.loaded(nil) else { return }
    new.states[model.version] = .available(model)
  }

  private mutating func load(_ candidate: VersionFolder.Candidate) throws -> ServedModel {
    // A folder without a file has no path that would name it.
    let model = try locating(ifNamed: candidate.path == nil ? source.path : nil) {
      try loader.load(name: source.name, candidate)
    }
    loaded[candidate.version] = candidate
    logger.notice("\(source.name): serving version \(candidate.version)")
    return model
  }

  private mutating func fail(
    _ candidate: VersionFolder.Candidate, _ error: any Error
  ) -> ModelVersions.State {
    logger.warning("\(source.name): version \(candidate.version) cannot be loaded: \(error)")
    failed.append(candidate)
    return .failed((error as? UnrollError)?.messageForClients ?? "the file cannot be loaded")
  }
}
