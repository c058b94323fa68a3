import CZlib
import Testing
import UnrollArchive

@Suite("Checksums are zlib's")
struct ChecksumTests {
  private func zlib(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    bytes.withUnsafeBufferPointer {
      UInt32(truncatingIfNeeded: crc32_z(0, $0.baseAddress, $0.count))
    }
  }

  private func ours(_ bytes: ArraySlice<UInt8>, after before: UInt32 = 0) -> UInt32 {
    bytes.withUnsafeBytes { Checksum.of($0, after: before) }
  }

  @Test("of every length, wherever the data begins")
  func lengths() {
    let data = noise(700, seed: 1)
    for start in [0, 1, 7, 15] {
      for count in 0...600 {
        let bytes = data[start..<(start + count)]
        #expect(ours(bytes) == zlib(bytes), "\(count) bytes from \(start)")
      }
    }
  }

  @Test("of data that comes in parts")
  func parts() {
    let data = noise(5000, seed: 2)
    for cut in stride(from: 0, through: data.count, by: 37) {
      #expect(ours(data[cut...], after: ours(data[..<cut])) == zlib(data[...]), "cut at \(cut)")
    }
  }

  @Test("of zeros and ones", arguments: [0x00, 0xFF] as [UInt8])
  func constant(byte: UInt8) {
    let data = [UInt8](repeating: byte, count: 4096)
    #expect(ours(data[...]) == zlib(data[...]))
  }
}
