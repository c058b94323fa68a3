import Foundation
import Testing

@testable import UnrollInsight

@Suite("SHA-256")
struct SHA256DigestTests {
  private func digest(_ bytes: some Collection<UInt8>) -> String {
    SHA256Digest(bytes).bytes.map { String(format: "%02x", $0) }.joined()
  }

  @Test("gives the digests of NIST's examples")
  func examples() {
    #expect(
      digest("abc".utf8) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(
      digest("".utf8) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    #expect(
      digest("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq".utf8)
        == "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")
  }
}
