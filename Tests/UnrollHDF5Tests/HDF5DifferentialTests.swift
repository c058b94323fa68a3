import Foundation
import Testing
import UnrollHDF5

/// Compares random files with h5py, which makes them by Scripts/fixtures/hdf5_random.py.
///
/// More of them: `UNROLL_HDF5_FILES=500`; others: `UNROLL_SEED=1000`.
@Suite("Random HDF5 files read as h5py reads them")
struct HDF5DifferentialTests {
  private static let environment = ProcessInfo.processInfo.environment
  private static let python = environment["UNROLL_PYTHON"]
  private static let count = Int(environment["UNROLL_HDF5_FILES"] ?? "") ?? 20
  private static let seed = Int(environment["UNROLL_SEED"] ?? "") ?? 1

  @Test(
    "groups, attributes and numbers of each file",
    .enabled(if: python != nil, "set UNROLL_PYTHON to a Python with h5py"))
  func randomFiles() throws {
    let folder = URL(filePath: NSTemporaryDirectory() + "unroll-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try make(in: folder)
    for seed in Self.seed..<(Self.seed + Self.count) {
      let json = try Data(contentsOf: folder.appending(path: "\(seed).json"))
      let content = try JSONDecoder().decode(HDF5Content.self, from: json)
      let file = try HDF5File(path: folder.appending(path: "\(seed).h5").path)
      #expect(try content.differences(from: file.root) == [], "seed \(seed)")
    }
  }

  private func make(in folder: URL) throws {
    let script = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Scripts/fixtures/hdf5_random.py")
    let process = Process()
    process.executableURL = URL(filePath: try #require(Self.python))
    process.arguments = [script.path, "\(Self.seed)", "\(Self.count)", folder.path]
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "the script that makes files, seed \(Self.seed)")
  }
}
