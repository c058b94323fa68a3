import Foundation
import Testing
import Unroll
import UnrollKeras
import UnrollNN
import UnrollTensor

/// What is left when a disk is full, a folder gone or a program killed.
@Suite("Files are written whole or not at all")
struct WriteFaultTests {
  /// Whether file systems may be mounted in a namespace of one's own.
  static let canMount = (try? shell("unshare -m true", in: "/"))?.status == 0

  private let folder: Workshop

  init() throws { folder = try Workshop() }

  /// Runs a script with the program as `$unroll`.
  @discardableResult
  private static func shell(_ script: String, in folder: String) throws -> Program.Outcome {
    let (output, errors) = (try Capture(), try Capture())
    let process = Program.make([])
    process.executableURL = URL(filePath: "/bin/bash")
    process.arguments = ["-c", script]
    process.currentDirectoryURL = URL(filePath: folder)
    process.environment = (process.environment ?? [:]).merging(["unroll": Program.url.path]) { $1 }
    process.standardOutput = output.handle
    process.standardError = errors.handle
    process.standardInput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return Program.Outcome(
      status: process.terminationStatus,
      wasKilled: process.terminationReason == .uncaughtSignal, output: output.text,
      errors: errors.text)
  }

  /// A model on arrays in the folder, and an old file where its copy is to go.
  private func model(units: Int = 200) throws {
    try Model(input: .features(time: 4, size: 8), seed: 1) { LSTM(units) }
      .save(to: folder["m.keras"])
    try FileManager.default.createDirectory(
      atPath: folder["out"], withIntermediateDirectories: true)
    try Data("old".utf8).write(to: URL(filePath: folder["out/m.keras"]))
  }

  /// One error that says what is the matter; the old file as it was, and nothing beside it.
  private func expectUntouched(
    _ outcome: Program.Outcome, _ words: String..., location: SourceLocation = #_sourceLocation
  ) throws {
    #expect(outcome.status == 1 && !outcome.wasKilled, "\(outcome)", sourceLocation: location)
    let errors = outcome.errors.split(separator: "\n").filter { $0.hasPrefix("error: ") }
    #expect(errors.count == 1, "\(outcome.errors)", sourceLocation: location)
    for word in words {
      #expect(outcome.errors.contains(word), "\(outcome.errors)", sourceLocation: location)
    }
    let names = try FileManager.default.contentsOfDirectory(atPath: folder["out"])
    #expect(names == ["m.keras"], sourceLocation: location)
    #expect(try folder.bytes("out/m.keras") == Data("old".utf8), sourceLocation: location)
  }

  @Test("a limit on the size of files is an error, not a signal")
  func sizeLimit() throws {
    try model()
    let outcome = try Self.shell(
      "ulimit -f 100; exec $unroll convert m.keras out/m.keras", in: folder.path)
    try expectUntouched(outcome, "out/m.keras", "ulimit")
  }

  @Test("a full disk", .enabled(if: canMount, "file systems can be mounted"))
  func fullDisk() throws {
    try model()
    let outcome = try Self.shell(
      """
      exec unshare -m bash -c '
        mkdir disk && mount -t tmpfs -o size=200k none disk && echo old > disk/m.keras || exit 99
        $unroll convert m.keras disk/m.keras; status=$?
        [ "$(cat disk/m.keras)" = old ] || exit 98
        [ "$(ls -A disk)" = m.keras ] || exit 97
        exit $status'
      """, in: folder.path)
    #expect(outcome.status == 1, "\(outcome)")
    #expect(outcome.errors.contains("disk/m.keras") && outcome.errors.contains("space"))
  }

  @Test(
    "logs on a full disk end with a whole line",
    .enabled(if: canMount, "file systems can be mounted"))
  func fullDiskUnderLogs() throws {
    let outcome = try Self.shell(
      """
      exec unshare -m bash -c '
        mkdir disk && mount -t tmpfs -o size=8k none disk || exit 99
        $unroll train --output m.keras --csv-log disk/log.csv --epochs 2000 --samples 32 \
          --validation-samples 8 --units 2 --max-length 5 --seed 1 --quiet; status=$?
        tail -c 1 disk/log.csv | od -An -tx1 | grep -q 0a || exit 98
        exit $status'
      """, in: folder.path)
    #expect(outcome.status == 1, "\(outcome)")
    #expect(outcome.errors.contains("disk/log.csv") && outcome.errors.contains("space"))
  }

  @Test("a folder that may only be read", .enabled(if: canMount, "file systems can be mounted"))
  func readOnly() throws {
    try model()
    let outcome = try Self.shell(
      """
      exec unshare -m bash -c '
        mount --bind out out && mount -o remount,bind,ro out || exit 99
        exec $unroll convert m.keras out/m.keras'
      """, in: folder.path)
    try expectUntouched(outcome, "out/m.keras", "read-only")
  }

  @Test("a folder that vanishes during training is named when the model is saved")
  func vanishingFolder() throws {
    try model()
    let outcome = try Self.shell(
      """
      mkdir gone
      # The first line of the log says that training goes on.
      (until [ -s log.csv ]; do sleep 0.05; done; rm -r gone) &
      exec $unroll train --output gone/m.keras --units 4 --max-length 20 --seed 3 --epochs 400 \
        --csv-log log.csv
      """, in: folder.path)
    try expectUntouched(outcome, "gone/m.keras", "folder")
  }

  @Test("pipes and devices cannot be replaced as a whole")
  func pipes() throws {
    try model()
    let pipe = try Self.shell(
      "mkfifo p.keras; exec $unroll convert m.keras p.keras", in: folder.path)
    try expectUntouched(pipe, "p.keras", "a pipe")
    for target in ["/dev/full", "/dev/null"] {
      let outcome = try Self.shell(
        "ln -sf \(target) d.json; exec $unroll convert m.keras d.json", in: folder.path)
      try expectUntouched(outcome, "d.json", "a device")
    }
    let closed = try Self.shell(
      "$unroll predict m.keras --input no.txt --output /dev/stdout | true; exit ${PIPESTATUS[0]}",
      in: folder.path)
    try expectUntouched(closed, "/dev/stdout", "a pipe")
  }

  @Test("results on a full device and into a closed pipe")
  func standardOutput() throws {
    let path = try TrainedModel.path()
    let full = try Self.shell("exec $unroll predict \(path) 'A film.' > /dev/full", in: folder.path)
    #expect(full.status == 1 && full.errors.contains("error: standard output"), "\(full)")
    let closed = try Self.shell(
      """
      yes 'A film.' 2> /dev/null | head -100000 2> /dev/null | $unroll predict \(path) --input - \
        | head -1; echo ${PIPESTATUS[2]}
      """, in: folder.path)
    #expect(closed.errors.isEmpty && closed.output.hasSuffix("\n141\n"), "\(closed)")
  }

  @Test("an input that is gone, or cut short while it is read", arguments: [0, 5000, 100_000])
  func vanishedInput(_ size: Int) throws {
    try model()
    try Self.shell("truncate -s \(size) m.keras", in: folder.path)
    let outcome = try Self.shell("exec $unroll convert m.keras out/m.keras", in: folder.path)
    try expectUntouched(outcome, "m.keras")
    let gone = try Self.shell(
      "rm m.keras; exec $unroll convert m.keras out/m.keras", in: folder.path)
    try expectUntouched(gone, "m.keras", "No such file")
  }

  @Test("a large mapped file that is cut short ends the program with a message")
  func cutShortWhileMapped() throws {
    let path = try TrainedModel.path()
    try FileManager.default.copyItem(atPath: path, toPath: folder["t.keras"])
    let outcome = try Self.shell(
      """
      mkfifo in; $unroll predict t.keras --input in > out.txt & program=$!
      exec 3> in; echo 'A film.' >&3
      for i in $(seq 500); do [ -s out.txt ] && break; sleep 0.02; done
      truncate -s 1000 t.keras; echo 'Another wonderful story of a great actor.' >&3
      exec 3>&-; wait $program
      """, in: folder.path)
    #expect(outcome.status == 1 && !outcome.wasKilled, "\(outcome)")
    #expect(outcome.errors.contains("cut short"), "\(outcome)")
  }

  @Test("a signal leaves no temporary file", arguments: ["TERM", "INT", "HUP"])
  func signals(_ signal: String) throws {
    let path = try TrainedModel.path()
    // The file is under way for as long as the pipe is open.
    let outcome = try Self.shell(
      """
      mkfifo in; mkdir results; echo old > results/scores.tsv
      set -m; $unroll predict \(path) --input in --output results/scores.tsv & program=$!
      exec 3> in; echo 'A film.' >&3
      for i in $(seq 500); do ls -A results | grep -q tmp && break; sleep 0.02; done
      ls -A results | grep -q tmp || exit 99
      kill -\(signal) $program; wait $program; echo $?; ls -A results; cat results/scores.tsv
      """, in: folder.path)
    let number = ["TERM": 143, "INT": 130, "HUP": 129][signal] ?? 0
    #expect(outcome.output == "\(number)\nscores.tsv\nold\n", "\(outcome)")
  }

  @Test("what SIGKILL leaves is removed by the next write to the folder")
  func killed() throws {
    let path = try TrainedModel.path()
    let outcome = try Self.shell(
      """
      mkfifo in; mkdir results
      $unroll predict \(path) --input in --output results/scores.tsv & program=$!
      exec 3> in; echo 'A film.' >&3
      for i in $(seq 500); do ls -A results | grep -q tmp && break; sleep 0.02; done
      kill -KILL $program; wait $program; ls -A results | grep -c tmp
      $unroll predict \(path) 'A film.' --output results/scores.tsv; ls -A results
      """, in: folder.path)
    #expect(outcome.output == "1\nscores.tsv\n", "\(outcome)")
  }
}
