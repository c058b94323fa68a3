import Foundation
import UnrollArchive
public import UnrollNN
import UnrollTensor

/// A folder of the states of one run of training, from which it goes on after whatever ended it.
///
/// States are written whole or not at all, the newest few are kept, and one that is damaged is
/// passed over. Weights, optimizer, order, noise, history and callbacks go on to the bit, at any
/// number of threads.
///
/// ```swift
/// let checkpoints = try CheckpointFolder("run", every: .minutes(10), resumes: true)
/// try trainer.fit(data, epochs: 100, seed: checkpoints.seed ?? 7, checkpoints: checkpoints)
/// ```
public final class CheckpointFolder: CheckpointStore {
  /// How often a state is kept in the middle of an epoch; at the end of one it always is.
  public enum Interval: Sendable, Equatable {
    /// Not at all.
    case epochs
    /// After every so many batches, counted over all epochs.
    case batches(Int)
    /// After so many minutes.
    case minutes(Double)
  }

  /// The folder.
  public let path: String
  /// What was noticed while the newest state was looked for: files that are not whole.
  public private(set) var notes: [String] = []
  /// The file that the run goes on from; nil if it begins anew.
  public private(set) var resumedFile: String?

  private let interval: Interval
  private let lock: FolderLock
  private var newest: TrainingState?
  private var lastSave = ContinuousClock.now
  /// Enough for one to be damaged, and the one before it to be gone on from.
  private static let keptFiles = 3

  /// Takes a folder for a run.
  ///
  /// - Parameters:
  ///   - path: the folder; made if it is missing.
  ///   - interval: how often a state is kept.
  ///   - resumes: whether the run goes on from the newest whole state, if there is one.
  /// - Throws: `UnrollError` if the folder cannot be used, holds states that are not to be gone on
  ///   from, or none that is whole.
  public init(_ path: String, every interval: Interval = .epochs, resumes: Bool) throws {
    self.path = path
    self.interval = interval
    try Self.make(path)
    lock = try FolderLock(path)
    let files = try Self.files(path)
    guard resumes || files.isEmpty else {
      throw UnrollError(
        .invalidInput, "the folder holds checkpoints of an earlier run", path: [path],
        expected: "an empty folder, or --resume", found: files[0],
        hint: "go on with that run by --resume, or name another folder")
    }
    try findNewest(files)
  }

  /// The seed of the run that is gone on with; nil if it begins anew.
  public var seed: UInt64? { newest?.progress.run.seed }

  /// The epoch, counted from 0, and the number of its batches that are done, where the run goes on;
  /// nil if it begins anew.
  public var place: (epoch: Int, step: Int)? {
    newest.map { ($0.progress.epoch, $0.progress.step) }
  }

  /// The state to go on from.
  ///
  /// - Throws: `UnrollError` that names the file if it belongs to another run.
  public func begin(
    _ run: RunIdentity, _ model: Model
  ) throws -> (state: TrainingState?, run: RunIdentity) {
    var run = run
    var digest = Fingerprint()
    digest.add(try model.kerasJSON())
    run.add("network, or what it is trained with,", "digest \(digest.text)")
    let state = newest
    if let state, let resumedFile {
      try locating("\(path)/\(resumedFile)") { try state.progress.run.requireSame(run) }
    }
    // Weights of gigabytes are not to be held twice.
    newest = nil
    lastSave = .now
    return (state, run)
  }

  /// Whether it is time to keep a state in the middle of an epoch.
  public func isDue(batchesDone: Int) -> Bool {
    switch interval {
    case .epochs: false
    case .batches(let count): batchesDone % max(count, 1) == 0
    case .minutes(let minutes): ContinuousClock.now - lastSave >= .seconds(60 * minutes)
    }
  }

  /// Writes a state, and removes the oldest ones after it is safe on the disk.
  ///
  /// - Throws: `UnrollError` that names the file if it cannot be written.
  public func save(_ state: TrainingState) throws {
    let progress = state.progress
    let name = CheckpointName(epoch: progress.epoch, step: progress.step).text
    try StoredCheckpoint.write(state, to: "\(path)/\(name)")
    lastSave = .now
    // Those of a run that came further but was damaged must not come before this one.
    let files = try Self.files(path)
    let later = files.prefix { $0 != name }
    let older = files.dropFirst(later.count + Self.keptFiles)
    for file in later + older { try? FileManager.default.removeItem(atPath: "\(path)/\(file)") }
  }

  private func findNewest(_ files: [String]) throws {
    for file in files {
      do {
        newest = try StoredCheckpoint.read("\(path)/\(file)")
        resumedFile = file
        return
      } catch let error as UnrollError {
        notes.append("\(path)/\(file) is not whole and is passed over: \(error.message)")
      }
    }
    guard files.isEmpty else {
      throw UnrollError(
        .corruptFile, "no checkpoint in the folder is whole", path: [path],
        found: "\(files.count) damaged files",
        hint: "remove them to begin the run anew")
    }
  }
}

extension CheckpointFolder {
  private static func make(_ path: String) throws {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw UnrollError.system(
        "cannot make the folder", path: [path], cause: error,
        hint: "name a folder in which files can be written")
    }
  }

  /// The files of states, the newest first.
  private static func files(_ path: String) throws -> [String] {
    try names(path).compactMap(CheckpointName.init).sorted().reversed().map(\.text)
  }

  private static func names(_ path: String) throws -> [String] {
    do {
      return try FileManager.default.contentsOfDirectory(atPath: path)
    } catch {
      throw UnrollError.system(
        "cannot read the folder", path: [path], cause: error,
        hint: "check its permissions, or name another folder")
    }
  }
}
