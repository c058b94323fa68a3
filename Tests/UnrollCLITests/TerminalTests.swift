import Foundation
import Testing

#if os(Linux)
  import Glibc

  @Suite("On a terminal")
  struct TerminalTests {
    /// Which of its outputs a program writes to a terminal; the other one goes nowhere.
    private enum Channel { case output, errors }

    /// What a command writes to a terminal.
    private func show(
      _ channel: Channel, of arguments: [String], _ environment: [String: String] = [:]
    ) throws -> String {
      let terminal = try Terminal()
      let process = Program.make(arguments, ["TERM": "xterm"].merging(environment) { $1 })
      let (output, errors) =
        channel == .output
        ? (terminal.programSide, FileHandle.nullDevice)
        : (FileHandle.nullDevice, terminal.programSide)
      (process.standardOutput, process.standardError) = (output, errors)
      try process.run()
      try terminal.programSide.close()
      let text = terminal.readToEnd()
      process.waitUntilExit()
      #expect(process.terminationStatus == 0)
      return text
    }

    /// What a short training writes to its standard error.
    private func train(
      _ environment: [String: String] = [:], _ more: [String] = []
    ) throws -> String {
      let folder = try Workshop()
      return try show(
        .errors, of: ["train", "--output", folder["m.keras"]] + TrainedModel.options + more,
        environment)
    }

    @Test("explain colours words, unless NO_COLOR is set")
    func explain() throws {
      let arguments = ["explain", try TrainedModel.path(), "A dull film, but a great ending."]
      let colored = try show(.output, of: arguments)
      #expect(colored.contains("\u{1B}[38;5;16;48;5;"))
      #expect(!colored.contains("++" + "great"))
      for environment in [["NO_COLOR": "1"], ["TERM": "dumb"]] {
        #expect(try !show(.output, of: arguments, environment).contains("\u{1B}"))
      }
    }

    @Test("training draws Keras's bar, in colour")
    func bar() throws {
      let text = try train()
      #expect(text.contains("Epoch 1/2\r\n"))
      #expect(text.contains("Epoch 2/2\r\n"))
      // What a line shows at last: each drawing begins at its start.
      let lines = text.components(separatedBy: "\r\n").compactMap {
        $0.components(separatedBy: "\r").last
      }
      let full = String(repeating: "━", count: 20)
      let start = "\u{1B}[1m12/12\u{1B}[0m \u{1B}[32m\(full)\u{1B}[0m \u{1B}[1m"
      let bars = lines.filter { $0.hasPrefix(start) }.map { $0.dropFirst(start.count) }
      #expect(bars.count == 2, "\(lines)")
      let rest =
        /[0-9]+s\u{1B}\[0m [0-9]+(s|ms|us)\/step - accuracy: [0-9.]+ - loss: [0-9.]+ - val_accuracy: [0-9.]+ - val_loss: [0-9.]+ */
      for bar in bars { #expect(bar.wholeMatch(of: rest) != nil, "\(bar)") }
    }

    @Test("the bar has no colour where NO_COLOR is set")
    func noColor() throws {
      let text = try train(["NO_COLOR": "1"])
      #expect(!text.contains("\u{1B}["))
      #expect(text.contains("12/12 " + String(repeating: "━", count: 20)))
    }

    @Test("--quiet draws nothing")
    func quiet() throws { #expect(try train([:], ["--quiet"]).isEmpty) }

    @Test("a terminal that can do nothing gets lines as a file does")
    func dumb() throws {
      let text = try train(["TERM": "dumb"])
      #expect(!text.contains("━"))
      #expect(text.split(separator: "\r\n").count == 2)
    }
  }

  /// A pseudo terminal.
  private struct Terminal {
    /// What a program writes to.
    let programSide: FileHandle
    private let ourSide: FileHandle

    init() throws {
      var (ours, programs): (Int32, Int32) = (-1, -1)
      try #require(openpty(&ours, &programs, nil, nil, nil) == 0)
      ourSide = FileHandle(fileDescriptor: ours, closeOnDealloc: true)
      programSide = FileHandle(fileDescriptor: programs, closeOnDealloc: true)
    }

    /// All that is written until the last program closes the terminal.
    func readToEnd() -> String {
      var bytes: [UInt8] = []
      var chunk = [UInt8](repeating: 0, count: 4096)
      while true {
        // A terminal whose other side was closed reports an input error, not an end.
        let count = read(ourSide.fileDescriptor, &chunk, chunk.count)
        if count <= 0 { break }
        bytes += chunk[..<count]
      }
      return String(decoding: bytes, as: UTF8.self)
    }
  }
#endif
