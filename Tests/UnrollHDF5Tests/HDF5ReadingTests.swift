import Testing
import UnrollHDF5
import UnrollTensor

@Suite("Reading HDF5 files that h5py wrote")
struct HDF5ReadingTests {
  @Test("floats of every width and byte order", arguments: ["f2", "f4", "f8", "f4_big", "f8_big"])
  func floats(kind: String) throws {
    let dataset = try HDF5Fixtures.open("types").dataset("floats/\(kind)")
    #expect(try dataset.floats() == HDF5Fixtures.numbers)
    #expect(dataset.shape == [2, 3])
    #expect(dataset.path == "/floats/\(kind)")
  }

  @Test(
    "integers of every width and byte order, as integers and as floats",
    arguments: ["i1", "u1", "i2", "i4", "i8", "u8", "i4_big"])
  func integers(kind: String) throws {
    let dataset = try HDF5Fixtures.open("types").dataset("integers/\(kind)")
    #expect(try dataset.integers() == [1, 2, 3, 4, 0, 100])
    #expect(try dataset.floats() == HDF5Fixtures.whole)
  }

  @Test("numbers that 32 bits cannot hold become infinite, zero or the nearest")
  func extremeFloats() throws {
    let found = try HDF5Fixtures.open("types").dataset("extremes/f8").floats().scalars
    #expect(found[0..<4] == [.infinity, -.infinity, 0, .infinity])
    #expect(found[4].isNaN)
    #expect(found[5] == 0.1)
  }

  @Test("integers keep 64 bits; larger ones become the largest")
  func extremeIntegers() throws {
    let types = try HDF5Fixtures.open("types")
    #expect(try types.dataset("extremes/i8").integers() == [.min, .max])
    #expect(try types.dataset("extremes/u8").integers() == [.max, .max])
  }

  @Test("scalars have no axes and one element")
  func scalars() throws {
    let types = try HDF5Fixtures.open("types")
    #expect(try types.dataset("scalars/f4").floats() == Tensor(shape: [], scalars: [0.001]))
    #expect(try types.dataset("scalars/i8").integer() == 1250)
    #expect(try types.dataset("scalars/i8").shape == [])
    let error = errorOf { try types.dataset("integers/i4").integer() }
    #expect(error?.code == .shapeMismatch)
  }

  @Test("booleans of h5py, an enumeration, are 0 and 1")
  func booleans() throws {
    let dataset = try HDF5Fixtures.open("types").dataset("others/boolean")
    #expect(dataset.element == .integer(bytes: 1, isSigned: true))
    #expect(try dataset.integers() == [1, 0])
    #expect(try dataset.floats().scalars == [1, 0])
  }

  @Test("datasets without elements are empty tensors")
  func emptyDatasets() throws {
    let others = try HDF5Fixtures.open("types").group("others")
    #expect(try others.dataset("empty").floats() == Tensor(shape: [0, 3], scalars: []))
    #expect(try others.dataset("null").floats() == Tensor(shape: [0], scalars: []))
  }

  @Test("16-bit brain floats come as opaque bytes, low byte first")
  func opaque() throws {
    let dataset = try HDF5Fixtures.open("types").dataset("others/bfloat16")
    #expect(dataset.element == .opaque(bytes: 2))
    #expect(try dataset.attributes.string("dtype") == "bfloat16")
    let bytes = try dataset.bytes()
    let floats = stride(from: 0, to: bytes.count, by: 2).map { index in
      Float(bitPattern: UInt32(bytes[index]) << 16 | UInt32(bytes[index + 1]) << 24)
    }
    #expect(floats == HDF5Fixtures.numbers.scalars)
  }

  @Test(
    "datasets that hold no numbers say what they hold",
    arguments: [
      ("text", "texts"),
      ("pair", "elements of another type"), ("bfloat16", "opaque elements of 2 bytes"),
    ])
  func noNumbers(name: String, kind: String) throws {
    let dataset = try HDF5Fixtures.open("types").dataset("others/\(name)")
    let error = errorOf { try dataset.floats() }
    #expect(error?.code == .corruptFile)
    #expect(error?.found == kind)
    #expect(error?.path == ["/others/\(name)"])
    #expect(errorOf { try dataset.integers() }?.expected == "integers")
  }

  @Test(
    "every storage layout gives the same numbers",
    arguments: [
      "contiguous", "chunked", "gzip", "shuffle_gzip", "fletcher32", "resizable",
    ])
  func layouts(name: String) throws {
    let expected = Tensor(shape: [20, 30], scalars: (0..<600).map { Float($0) / 8 })
    #expect(try HDF5Fixtures.open("layouts").dataset(name).floats() == expected)
  }

  @Test("compact datasets are read, unknown filters are named")
  func otherLayouts() throws {
    let layouts = try HDF5Fixtures.open("layouts")
    #expect(try layouts.dataset("compact").floats() == HDF5Fixtures.numbers)
    let error = errorOf { try layouts.dataset("lzf") }
    #expect(error?.code == .unsupported)
    #expect(error?.found == "filter 32000")
  }

  @Test("the newer format with its other kinds of groups is read")
  func latestFormat() throws {
    let latest = try HDF5Fixtures.open("latest")
    #expect(try latest.dataset("layers/dense/vars/0").floats() == HDF5Fixtures.numbers)
    #expect(try latest.dataset("layers/dense/vars/1").floats().scalars == [0.25])
    let names = (0..<20).map { $0 < 10 ? "child_0\($0)" : "child_\($0)" }
    #expect(try latest.group("many").childNames() == names)
    #expect(try latest.attributes.string("name") == "latest")
  }

  @Test("children are listed, found and told apart")
  func children() throws {
    let types = try HDF5Fixtures.open("types")
    #expect(try types.childNames() == ["extremes", "floats", "integers", "others", "scalars"])
    #expect(try types.group("others/group/empty").childNames() == [])
    #expect(try types.has("others/group/empty"))
    #expect(try types.has("others/nothing") == false)
    #expect(try types.has("nothing/at/all") == false)
    #expect(try types.has("scalars/f4/deeper") == false)
    guard case .group = try types.child("others/group") else {
      Issue.record("a group is a group")
      return
    }
  }

  @Test("what is missing or of the wrong kind is said with its place")
  func wrongChildren() throws {
    let types = try HDF5Fixtures.open("types")
    let missing = errorOf { try types.dataset("floats/f16") }
    #expect(missing?.description == "/ › floats/f16: the file has nothing here")
    let group = errorOf { try types.group("floats").dataset("f4").shape }
    #expect(group == nil)
    let dataset = errorOf { try types.dataset("floats") }
    #expect(
      dataset?.description
        == "/ › floats: this is not what was looked for (expected a dataset, found a group)")
    #expect(errorOf { try types.group("scalars/f4") }?.found == "a dataset")
    #expect(errorOf { try types.dataset("others/rank9") }?.code == .unsupported)
  }

  @Test("paths that are no paths are refused", arguments: ["", "/floats", "a//b", "a/./b", "a\0b"])
  func paths(path: String) throws {
    let error = errorOf { try HDF5Fixtures.open("types").has(path) }
    #expect(error?.code == .invalidInput)
  }

  @Test("a file in memory reads as the same file on disk")
  func image() throws {
    let image = try HDF5File(image: HDF5Fixtures.bytes("types"))
    let other = try HDF5File(image: HDF5Fixtures.bytes("latest"))
    #expect(try image.root.dataset("floats/f4").floats() == HDF5Fixtures.numbers)
    #expect(try other.root.childNames() == ["layers", "many"])
  }

  @Test("files can be read from many threads at once")
  func threads() async throws {
    let types = try HDF5Fixtures.open("types")
    try await withThrowingTaskGroup(of: Bool.self) { group in
      for _ in 0..<16 {
        group.addTask {
          let own = try HDF5Fixtures.open("layouts").dataset("gzip").floats()
          return try types.dataset("floats/f8").floats() == HDF5Fixtures.numbers
            && own.shape == [20, 30]
        }
      }
      for try await isRight in group { #expect(isRight) }
    }
  }
}
