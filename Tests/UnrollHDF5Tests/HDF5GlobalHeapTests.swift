import Testing
import UnrollHDF5
import UnrollTensor

/// What libhdf5 does not check, and does harm with.
@Suite("References to texts of variable length")
struct HDF5GlobalHeapTests {
  /// The bytes of a file with one text, and where its heap and the reference to it lie.
  private func sample() throws -> (bytes: [UInt8], heap: Int, reference: Int) {
    let file = try HDF5NewFile()
    try file.root.attributes.write("sixteen letters.", to: "text")
    let bytes = try file.image()
    let heap = try #require(position(of: Array("GCOL".utf8), in: bytes))
    let address = (0..<8).map { UInt8(truncatingIfNeeded: heap >> (8 * $0)) }
    let reference = try #require(position(of: [16, 0, 0, 0] + address, in: bytes))
    return (bytes, heap, reference)
  }

  private func position(of pattern: [UInt8], in bytes: [UInt8]) -> Int? {
    (0..<(bytes.count - pattern.count)).first {
      bytes[$0..<($0 + pattern.count)].elementsEqual(pattern)
    }
  }

  private func read(_ bytes: [UInt8]) throws -> String {
    try HDF5File(image: bytes).root.attributes.string("text")
  }

  @Test("a text that is as long as it is said to be is read")
  func sound() throws {
    #expect(try read(sample().bytes) == "sixteen letters.")
  }

  @Test("a text that is longer in the heap than its reference says is refused")
  func tooLong() throws {
    var (bytes, _, reference) = try sample()
    bytes[reference] = 15
    let error = errorOf { try read(bytes) }
    #expect(error?.message == "a text is not as long as the reference to it says")
    #expect(error?.path.prefix(2) == ["/", "attribute text"])
    #expect((error?.expected, error?.found) == ("15 bytes", "16"))
  }

  @Test("a text that the heap does not have is refused", arguments: [UInt8(0), 2, 200])
  func noSuchText(index: UInt8) throws {
    var (bytes, _, reference) = try sample()
    bytes[reference + 12] = index
    #expect(errorOf { try read(bytes) }?.code == .corruptFile)
  }

  @Test("a heap whose texts reach beyond its end is refused")
  func beyondHeap() throws {
    var (bytes, heap, _) = try sample()
    bytes[heap + 16 + 8 + 2] = 1
    #expect(errorOf { try read(bytes) }?.code == .corruptFile)
  }

  @Test("free space that counts less than itself is refused")
  func endlessHeap() throws {
    var (bytes, heap, _) = try sample()
    // Behind the heap's header of 16 bytes and the text with its own 16 lies the free space.
    for offset in 0..<8 { bytes[heap + 48 + 8 + offset] = 0 }
    #expect(errorOf { try read(bytes) }?.code == .corruptFile)
  }
}
