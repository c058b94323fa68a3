import Foundation
import Testing
import UnrollKeras
import UnrollTensor
import _UnrollTestSupport

@Suite struct NumPyFileTests {
  private static let forms = [
    "f2_little", "f4_little", "f8_little", "f2_big", "f4_big", "f8_big", "i1_byte", "i2_little",
    "i4_little", "i8_little", "i2_big", "i4_big", "i8_big", "u1_byte", "u2_little", "u4_little",
    "u8_little", "fortran", "version2", "version3",
  ]

  @Test("arrays of every type, order and version are read", arguments: forms)
  func types(_ name: String) throws {
    let array = try NumPyFile.read(Exchange.path("array_\(name).npy"))
    #expect(array == Tensor(shape: [2, 3], scalars: [0, 1, 2, 3, 4, 5]))
  }

  @Test("arrays of every rank are read")
  func ranks() throws {
    let cube = Tensor<Float>(shape: [2, 3, 4], scalars: (0..<24).map { Float($0) })
    #expect(try NumPyFile.read(Exchange.path("cube.npy")) == cube)
    #expect(try NumPyFile.read(Exchange.path("cube_fortran.npy")) == cube)
    #expect(try NumPyFile.read(Exchange.path("row.npy")) == Tensor(shape: [3], scalars: [0, 1, 2]))
    #expect(try NumPyFile.read(Exchange.path("scalar.npy")) == Tensor(shape: [], scalars: [2.5]))
    #expect(try NumPyFile.read(Exchange.path("empty.npy")).shape == [0, 3])
    let truths = try NumPyFile.read(Exchange.path("boolean.npy"))
    #expect(truths.scalars == [1, 0, 1, 0, 1, 0])
  }

  @Test("what is written is NumPy's own file, byte by byte", arguments: ["cube", "row", "empty"])
  func writes(_ name: String) throws {
    let workshop = try Workshop()
    let array = try NumPyFile.read(Exchange.path("\(name).npy"))
    try NumPyFile.write(array, to: workshop.path("out.npy"))
    #expect(try workshop.read("out.npy") == Exchange.bytes("\(name).npy"))
    #expect(NumPyFile.bytes(array) == (try Exchange.bytes("\(name).npy")))
  }

  @Test(
    "arrays of anything but numbers are refused",
    arguments: ["complex", "objects", "records", "texts"])
  func refuses(_ name: String) throws {
    let error = failure { _ = try NumPyFile.read(Exchange.path("refused_\(name).npy")) }
    #expect(error?.code == .unsupported)
    #expect(error?.path.first?.hasSuffix("refused_\(name).npy") == true)
  }

  @Test("a file cut short anywhere is an error that says so")
  func truncated() throws {
    let bytes = try Exchange.bytes("cube.npy")
    for count in 0..<bytes.count {
      let error = failure { _ = try NumPyFile.read(Array(bytes.prefix(count)), name: "x.npy") }
      #expect(error?.code == .corruptFile)
    }
    #expect(
      failure { _ = try NumPyFile.read(Array(bytes.dropLast()), name: "x.npy") }?.description
        == "x.npy: the file does not hold as many numbers as its header says "
        + "(expected 96 bytes for [2, 3, 4], found 95); the file was cut short; write it again")
  }

  @Test("headers that lie are errors, never crashes")
  func hostile() throws {
    let headers = [
      "{'descr': '<f4', 'fortran_order': False, 'shape': (9223372036854775807, 9), }",
      "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,), }",
      "{'descr': '<f4', 'fortran_order': False, 'shape': (0, 9223372036854775807, 4), }",
      "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 1, 1, 1, 1, 1, 1, 1, 1), }",
      "{'descr': '<f4', 'fortran_order': False, 'shape': (-1,), }",
      "{'descr': '<f4', 'fortran_order': False, 'shape': (3, }",
      "{'descr': '<f4', 'fortran_order': False, 'shape': 3, }",
      "{'descr': '<f4', 'fortran_order': 1, 'shape': (3,), }",
      "{'descr': '<f4', 'descr': '<f4', 'shape': (3,), }",
      "{'descr': '<f9', 'fortran_order': False, 'shape': (3,), }",
      "{'descr': '<f4, 'fortran_order': False, 'shape': (3,), }",
      "{'descr': '<f4', 'fortran_order': False, 'shape': (3,), } more", "{", "", "((((((((((",
    ]
    for header in headers {
      let error = failure { _ = try NumPyFile.read(file(header), name: "x.npy") }
      #expect(error?.path == ["x.npy"])
    }
    let byteOfGarbage = [UInt8](repeating: 0xFF, count: 64)
    #expect(
      failure { _ = try NumPyFile.read(byteOfGarbage, name: "x.npy") }?.message
        == "this is not a NumPy array")
  }

  @Test("a change of any byte of the header is an error or another array, never a crash")
  func damaged() throws {
    var random = RandomSource(seed: 11)
    let bytes = try Exchange.bytes("array_f4_little.npy")
    for _ in 0..<2000 {
      var damaged = bytes
      for _ in 0..<3 {
        damaged[Int(random.uniform() * 80)] = UInt8(random.uniform() * 256)
      }
      do {
        _ = try NumPyFile.read(damaged, name: "x.npy")
      } catch let error as UnrollError {
        #expect(error.path == ["x.npy"])
      }
    }
  }

  @Test("files that are missing or cannot be written are named")
  func places() throws {
    let workshop = try Workshop()
    let missing = failure { _ = try NumPyFile.read(workshop.path("missing.npy")) }
    #expect(missing?.code == .notFound && missing?.path == [workshop.path("missing.npy")])
    let target = workshop.path("no/such/folder.npy")
    let array = Tensor<Float>(shape: [1], scalars: [1])
    #expect(failure { try NumPyFile.write(array, to: target) }?.path == [target])
  }

  private func file(_ header: String) -> [UInt8] {
    let length = header.utf8.count
    return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(length & 0xFF), UInt8(length >> 8)]
      + Array(header.utf8)
  }
}
