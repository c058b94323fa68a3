import Foundation
import Testing
import _UnrollTestSupport

@Suite("Bytes that nobody vouches for")
struct HostileInputTests {
  @Test("what fuzzing found is refused by every reader in good time", arguments: Findings.all)
  func findings(finding: Finding) throws {
    let bytes = try finding.bytes()
    for reader in HostileReader.all {
      let start = ContinuousClock.now
      try reader.accept(bytes)
      let duration = ContinuousClock.now - start
      #expect(duration < .seconds(10), "\(reader.name) took \(duration)")
    }
  }

  @Test("what fuzzing learnt is taken or refused in good time", arguments: Findings.corpora)
  func corpus(name: String) throws {
    let reader = try #require(HostileReader.named(name))
    let start = ContinuousClock.now
    let inputs = try Findings.corpus(name)
    #expect(!inputs.isEmpty)
    for bytes in inputs { try reader.accept(bytes) }
    #expect(ContinuousClock.now - start < .seconds(120))
  }

  @Test("each finding lies in the folder of a reader")
  func places() {
    for finding in Findings.all {
      #expect(HostileReader.named(finding.reader) != nil, "\(finding)")
    }
  }

  @Test(
    "readers refuse nothing at all, and take the empty cut of anything",
    arguments: HostileReader.all)
  func emptiness(reader: HostileReader) throws {
    for bytes in [[], [0], [0xFF], Array("\n".utf8), Array("{}".utf8)] as [[UInt8]] {
      try reader.accept(bytes)
    }
  }
}

extension HostileReader: CustomTestStringConvertible {
  var testDescription: String { name }
}
