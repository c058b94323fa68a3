import Testing
import UnrollHDF5
import UnrollTensor

/// Files that are built to be endless, or to cost more than they hold.
@Suite("HDF5 structures that lead each other astray")
struct HDF5DamageTests {
  /// A file of the oldest format, patched.
  private struct Patched {
    var bytes: [UInt8]

    /// The number of 8 bytes at a place.
    subscript(place: Int) -> Int {
      get { (0..<8).reduce(0) { $0 | Int(bytes[place + $1]) << (8 * $1) } }
      set { for index in 0..<8 { bytes[place + index] = UInt8(newValue >> (8 * index) & 255) } }
    }

    func places(of pattern: [UInt8]) -> [Int] {
      (0...(bytes.count - pattern.count)).filter {
        bytes[$0..<($0 + pattern.count)].elementsEqual(pattern)
      }
    }

    mutating func append(_ more: [UInt8]) {
      bytes += more
      // The superblock states the size of the file.
      self[40] = bytes.count
    }
  }

  @Test("a tree whose nodes all have the same two children is not walked to the end")
  func exponentialTree() throws {
    let file = try HDF5NewFile()
    try file.root.write([1], to: "a")
    var patched = Patched(bytes: try file.image())
    // The superblock repeats the address of the tree, which stands in a message of the root group.
    let address = Array(patched.bytes[80..<96])
    let message = try #require(patched.places(of: address).last)
    var child = patched[message]
    for level in 1...200 {
      let node = patched.bytes.count
      patched.append(Array("TREE".utf8) + [0, UInt8(level), 2, 0])
      patched.append([UInt8](repeating: 255, count: 16))
      for number in [0, child, 0, child, 0] {
        patched.append([UInt8](repeating: 0, count: 8))
        patched[patched.bytes.count - 8] = number
      }
      child = node
    }
    patched[message] = child
    let root = try HDF5File(image: patched.bytes).root
    let error = errorOf { try root.childNames() }
    #expect(error?.message == "the structures of the file lead to each other without end")
    #expect(errorOf { try root.has("b") }?.code == .corruptFile)
    #expect(try root.dataset("a").integers() == [1])
  }

  /// The first tree of chunks in a file: its keys are 32 bytes, with 8 of an address behind each.
  private func chunks() throws -> (Patched, tree: Int, count: Int) {
    let patched = Patched(bytes: try HDF5Fixtures.bytes("layouts"))
    let tree = try #require(patched.places(of: Array("TREE".utf8) + [1, 0]).first)
    return (patched, tree + 24, Int(patched.bytes[tree + 6]))
  }

  private func floats(_ bytes: [UInt8]) throws -> Tensor<Float> {
    try HDF5File(image: bytes).root.dataset("chunked").floats()
  }

  @Test("a chunk that is there twice is refused")
  func twice() throws {
    var (patched, tree, count) = try chunks()
    #expect(count == 9)
    #expect(try floats(patched.bytes).shape == [20, 30])
    for offset in [8, 16] { patched[tree + 40 + offset] = patched[tree + offset] }
    #expect(errorOf { try floats(patched.bytes) }?.message == "a chunk is there twice")
  }

  @Test("chunks that are together larger than the file are refused")
  func overlap() throws {
    var (patched, tree, count) = try chunks()
    for index in 0..<count {
      patched[tree + 40 * index] = patched.bytes.count / 4
      patched[tree + 40 * index + 32] = 0
    }
    #expect(errorOf { try floats(patched.bytes) }?.message == "the chunks overlap")
  }

  @Test(
    "a chunk between others or outside the file is refused; one beyond the edge is passed over")
  func displaced() throws {
    var (patched, tree, _) = try chunks()
    patched[tree + 8] = 1
    #expect(
      errorOf { try floats(patched.bytes) }?.message
        == "a chunk does not begin at a multiple of its size")
    patched[tree + 8] = 7 * 1000
    #expect(try floats(patched.bytes).scalars[0] == 0)
    patched[tree + 8] = 0
    patched[tree + 32] = Int.max
    #expect(
      errorOf { try floats(patched.bytes) }?.message == "an address points outside the file")
  }

  @Test("a wrong checksum is named, and read over if that is asked for")
  func checksum() throws {
    var patched = Patched(bytes: try HDF5Fixtures.bytes("latest"))
    let header = try #require(patched.places(of: Array("OHDR".utf8)).first)
    let trailer = try #require(patched.places(of: Array("OHDR".utf8)).dropFirst().first)
    // What is not used at the end of a header is covered by its checksum all the same.
    let place = try #require((header..<trailer).last { patched.bytes[$0] == 0 })
    patched.bytes[place] = 1
    let error = errorOf { try HDF5File(image: patched.bytes) }
    #expect(error?.message == "an object header does not have the checksum that is stored")
    #expect(error?.path == ["byte \(header)"])
    var limits = HDF5Limits.standard
    limits.verifiesChecksums = false
    #expect(try HDF5File(image: patched.bytes, limits: limits).root.has("layers"))
  }

  @Test("a file larger than its budget is not taken into memory")
  func fileBudget() throws {
    var limits = HDF5Limits.standard
    limits.fileBytes = 1000
    let error = errorOf { try HDF5File(path: HDF5Fixtures.path("types"), limits: limits) }
    #expect(error?.code == .limitExceeded)
    #expect(error?.expected == "at most 1000 bytes")
  }

  @Test("texts that repeat one another are counted as often as they are read")
  func repeatedTexts() throws {
    var limits = HDF5Limits.standard
    limits.attributeBytes = 69_999
    let root = try HDF5File(path: HDF5Fixtures.path("attributes"), limits: limits).root
    #expect(errorOf { try root.attributes.string("long") }?.code == .limitExceeded)
    #expect(try root.attributes.strings("variable_array").count == 3)
  }
}
