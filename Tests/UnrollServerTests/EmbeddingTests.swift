import Foundation
import Testing
import Unroll
import UnrollServer

@Suite("A server in a program")
struct EmbeddingTests {
  /// What `docs/serving.md` shows.
  private func embed() async throws {
    let pipeline = try TextPipeline.load("reviews.keras")
    var configuration = ServerConfiguration()
    configuration.port = 9000
    configuration.limits.instances = 100
    let server = try ServerApplication(
      models: ["reviews": .text(pipeline)], configuration: configuration)
    try await server.run()
  }

  @Test("is made as the guide shows")
  func guide() throws {
    let here = URL(filePath: #filePath)
    let guide = here.deletingLastPathComponent().appending(path: "../../docs/serving.md")
    let text = try String(contentsOf: guide, encoding: .utf8)
    let block = try #require(text.split(separator: "```swift\n").dropFirst().first)
    let shown = block.prefix(upTo: try #require(block.range(of: "```")?.lowerBound))
    func squeezed(_ text: some StringProtocol) -> String {
      String(text.filter { !$0.isWhitespace })
    }
    let source = squeezed(try String(contentsOf: here, encoding: .utf8))
    for line in shown.split(separator: "\n") where !line.hasPrefix("import") {
      #expect(source.contains(squeezed(line)), "\(line)")
    }
  }

  @Test("tells its models, and runs until it is cancelled")
  func runs() async throws {
    var configuration = ServerConfiguration()
    configuration.port = 0
    let server = try ServerApplication(
      models: ["m": .text(Models.text()), "a": .arrays(Models.vector())],
      configuration: configuration, logger: silent)
    #expect(server.modelNames == ["a (version 1)", "m (version 1)"])
    let (ports, feed) = AsyncStream.makeStream(of: Int.self)
    let task = Task { try await server.run { feed.yield($0) } }
    let port = try #require(await ports.first { _ in true })
    let connection = try RawConnection(port: port)
    connection.send("GET /health HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n")
    #expect(await connection.receive().hasPrefix("HTTP/1.1 200 "))
    task.cancel()
    _ = await task.result
  }
}
