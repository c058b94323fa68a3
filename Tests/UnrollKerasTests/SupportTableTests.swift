import Foundation
import Testing
import _UnrollTestSupport

@Suite("The table of what is supported")
struct SupportTableTests {
  private static let file = Fixture.folder.deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "docs/keras-layers.md")

  @Test("docs/keras-layers.md says what the registries say")
  func isTrue() throws {
    let page = SupportTable(surface: try KerasSurface.read()).page
    if ProcessInfo.processInfo.environment["UNROLL_WRITE_DOCS"] != nil {
      try page.write(to: Self.file, atomically: true, encoding: .utf8)
    }
    let written = try? String(contentsOf: Self.file, encoding: .utf8)
    #expect(
      written == page,
      "write it anew: UNROLL_WRITE_DOCS=1 swift test --filter SupportTableTests")
  }

  @Test("every difference belongs to something that is there")
  func differences() throws {
    let page = SupportTable(surface: try KerasSurface.read()).page
    for text in SupportTable.differences.values { #expect(page.contains(text), "\(text)") }
  }
}
