import Foundation
import Testing

/// The built program `unroll`, run as users run it.
enum Program {
  /// What came of a run.
  struct Outcome {
    let status: Int32
    /// Whether a signal ended the program; ``status`` is its number then.
    let wasKilled: Bool
    let output: String
    let errors: String

    /// The lines of standard output.
    var lines: [String] {
      output.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
    }
  }

  /// The program, which lies beside the tests.
  static let url: URL = {
    // A program that ends before it has read its input must not take the tests along.
    signal(SIGPIPE, SIG_IGN)
    let bundles = Bundle.allBundles.filter { $0.bundlePath.hasSuffix(".xctest") }
    let folders =
      bundles.map { $0.bundleURL.deletingLastPathComponent() } + [
        URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath()
          .deletingLastPathComponent()
      ]
    let places = folders.map { $0.appending(path: "unroll") }
    return places.first { FileManager.default.isExecutableFile(atPath: $0.path) } ?? places[0]
  }()

  /// Runs the program to its end.
  ///
  /// - Parameters:
  ///   - arguments: the command line.
  ///   - input: standard input, through a pipe.
  ///   - environment: variables beside those of the tests.
  ///   - folder: where the program runs; nil for where the tests run.
  /// - Returns: what came of it.
  /// - Throws: an error of the system if the program cannot be started.
  static func run(
    _ arguments: [String], input: String = "", environment: [String: String] = [:],
    folder: String? = nil
  ) throws -> Outcome {
    let (output, errors) = (try Capture(), try Capture())
    let process = make(arguments, environment)
    if let folder { process.currentDirectoryURL = URL(filePath: folder) }
    let pipe = Pipe()
    process.standardInput = pipe
    process.standardOutput = output.handle
    process.standardError = errors.handle
    try process.run()
    try? pipe.fileHandleForWriting.write(contentsOf: Data(input.utf8))
    try? pipe.fileHandleForWriting.close()
    process.waitUntilExit()
    return Outcome(
      status: process.terminationStatus,
      wasKilled: process.terminationReason == .uncaughtSignal, output: output.text,
      errors: errors.text)
  }

  /// Runs the program and expects success.
  ///
  /// - Returns: what it wrote to standard output.
  @discardableResult
  static func succeed(
    _ arguments: [String], input: String = "", location: SourceLocation = #_sourceLocation
  ) throws -> Outcome {
    let outcome = try run(arguments, input: input)
    #expect(outcome.status == 0, "\(arguments): \(outcome.errors)", sourceLocation: location)
    return outcome
  }

  /// The program, not started yet.
  static func make(_ arguments: [String], _ environment: [String: String] = [:]) -> Process {
    let process = Process()
    process.executableURL = url
    process.arguments = arguments
    var variables = ProcessInfo.processInfo.environment
    for name in ["UNROLL_ISA", "UNROLL_THREADS", "NO_COLOR"] { variables[name] = nil }
    process.environment = variables.merging(environment) { $1 }
    return process
  }

  /// Waits until a condition holds; fails after half a minute.
  static func wait(_ what: String, until condition: () throws -> Bool) throws {
    for _ in 0..<1500 {
      if try condition() { return }
      Thread.sleep(forTimeInterval: 0.02)
    }
    Issue.record("waited in vain: \(what)")
  }
}

/// A file that takes what a program writes; pipes would have to be emptied on the way.
final class Capture {
  let handle: FileHandle
  private let folder: Workshop

  init() throws {
    folder = try Workshop()
    handle = try #require(FileHandle(forWritingAtPath: try folder.write("", to: "capture")))
  }

  /// The number of bytes so far.
  var size: Int {
    let attributes = try? FileManager.default.attributesOfItem(atPath: folder["capture"])
    return attributes?[.size] as? Int ?? 0
  }

  /// All that was written so far.
  var text: String {
    String(
      decoding: FileManager.default.contents(atPath: folder["capture"]) ?? Data(), as: UTF8.self)
  }
}

/// A folder that disappears with the object.
final class Workshop: Sendable {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.path + "/unroll-cli-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The path of a file in the folder.
  subscript(name: String) -> String { path + "/" + name }

  /// The names in the folder, hidden ones too.
  var names: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
  }

  /// Writes a file and returns its path.
  @discardableResult
  func write(_ text: String, to name: String) throws -> String {
    try write(Data(text.utf8), to: name)
  }

  /// Writes a file and returns its path.
  @discardableResult
  func write(_ data: Data, to name: String) throws -> String {
    try data.write(to: URL(filePath: self[name]))
    return self[name]
  }

  /// The bytes of a file.
  func bytes(_ name: String) throws -> Data { try Data(contentsOf: URL(filePath: self[name])) }
}
