import Testing
import UnrollHDF5
import UnrollTensor

@Suite("HDF5 files that must not be trusted")
struct HDF5HostileTests {
  @Test(
    "links that lead elsewhere are refused, whole paths through them too",
    arguments: [
      ("soft", "soft"), ("soft_dangling", "soft"), ("external", "external"),
      ("soft/numbers", "soft"), ("target/cycle/alias", nil),
    ])
  func links(path: String, kind: String?) throws {
    let error = errorOf { try HDF5Fixtures.open("links").child(path) }
    #expect(error?.code == (kind == nil ? .notFound : .unsupported))
    #expect(error?.found == kind.map { "a link of kind \($0)" })
  }

  @Test("links that stay are followed")
  func hardLinks() throws {
    let root = try HDF5Fixtures.open("links")
    #expect(try root.dataset("alias/numbers").floats() == HDF5Fixtures.numbers)
    #expect(try root.dataset("target/cycle/cycle/numbers").floats() == HDF5Fixtures.numbers)
    #expect(try root.has("soft"))
  }

  @Test("a path cannot go round a cycle for ever")
  func depth() throws {
    let path = "target/" + Array(repeating: "cycle", count: 64).joined(separator: "/")
    #expect(errorOf { try HDF5Fixtures.open("links").group(path) }?.code == .limitExceeded)
  }

  @Test(
    "data outside the file is refused when the dataset is opened",
    arguments: [
      ("external_data", "a dataset in external files"), ("virtual", "a virtual dataset"),
    ])
  func elsewhere(name: String, found: String) throws {
    let error = errorOf { try HDF5Fixtures.open("links").dataset(name) }
    #expect(error?.code == .unsupported)
    #expect(error?.found == found)
  }

  @Test(
    "small files that declare much are refused before memory is taken",
    arguments: [
      "overflow", "large", "empty_chunks", "large_chunk", "unwritten", "zeros",
    ])
  func bombs(name: String) throws {
    let error = errorOf { try HDF5Fixtures.open("bombs").dataset(name).floats() }
    #expect(error?.code == .limitExceeded, "\(String(describing: error))")
  }

  @Test("budgets can be wider and narrower")
  func budgets() throws {
    var limits = HDF5Limits.standard
    limits.expansion = 2000
    let zeros = try HDF5File(path: HDF5Fixtures.path("bombs"), limits: limits).root.dataset("zeros")
    #expect(try zeros.floats().shape == [4096, 1025])
    limits.datasetBytes = 23
    limits.children = 3
    let types = try HDF5File(path: HDF5Fixtures.path("types"), limits: limits).root
    #expect(errorOf { try types.dataset("floats/f4").floats() }?.code == .limitExceeded)
    #expect(errorOf { try types.childNames() }?.found == "5")
  }

  @Test(
    "what is no HDF5 file says so",
    arguments: [
      [], [0x89], Array("this is no HDF5 file, but it is long enough to be one".utf8),
    ])
  func noFile(bytes: [UInt8]) {
    #expect(errorOf { try HDF5File(image: bytes) }?.code == .corruptFile)
  }

  @Test("a file that is not there says where")
  func missing() {
    let error = errorOf { try HDF5File(path: "/nowhere/model.h5") }
    #expect(error?.description == "/nowhere/model.h5: there is no such file")
    #expect(errorOf { try HDF5File(path: "/") }?.code == .corruptFile)
  }

  @Test("a file that is cut off is an error, wherever it is cut", arguments: HDF5Fixtures.names)
  func truncated(name: String) throws {
    let bytes = try HDF5Fixtures.bytes(name)
    let lengths = stride(from: 0, to: bytes.count, by: max(bytes.count / 97, 1))
    for length in lengths {
      #expect(throws: UnrollError.self, "\(name) cut to \(length)") {
        try HDF5File(image: Array(bytes.prefix(length)))
      }
    }
  }
}
