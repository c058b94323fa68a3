import Foundation
import Testing
import UnrollHDF5
import UnrollTensor

@Suite("Writing HDF5 files")
struct HDF5WritingTests {
  /// A file with one of everything that can be written.
  static func sample() throws -> HDF5NewFile {
    let file = try HDF5NewFile()
    let root = file.root
    try root.createGroup("vars")
    try root.createGroup("layers/lstm/vars").attributes.write("lstm", to: "name")
    let kernel = try root.write(HDF5Fixtures.numbers, to: "layers/lstm/cell/vars/0")
    try kernel.attributes.write("h\u{e9}llo \u{1f30d}", to: "text")
    try root.write(Tensor<Float>(shape: [], scalars: [0.001]), to: "optimizer/vars/1")
    try root.write([1250], to: "optimizer/vars/0")
    try root.write(Tensor<Int32>(shape: [3], scalars: [1, -2, 3]), to: "small")
    try root.write([.min, .max], shape: [1, 2], to: "large")
    try root.write(Tensor<Float>(shape: [0, 3], scalars: []), to: "empty")
    try root.attributes.write(["lstm", "d\u{e9}nse"], to: "layer_names")
    try root.attributes.write([String](), to: "no_names")
    try root.attributes.write("", to: "nothing")
    try root.attributes.write(-7, to: "integer")
    try root.attributes.write(String(repeating: "x", count: 70_000), to: "long")
    return file
  }

  private static func read(_ file: HDF5NewFile) throws -> HDF5Group {
    try HDF5File(image: file.image()).root
  }

  @Test("what is written is read back")
  func roundTrip() throws {
    let root = try Self.read(Self.sample())
    #expect(try root.dataset("layers/lstm/cell/vars/0").floats() == HDF5Fixtures.numbers)
    #expect(try root.dataset("optimizer/vars/1").floats().scalars == [0.001])
    #expect(try root.dataset("optimizer/vars/0").integer() == 1250)
    #expect(try root.dataset("small").integers() == [1, -2, 3])
    #expect(try root.dataset("small").element == .integer(bytes: 4, isSigned: true))
    #expect(try root.dataset("large").integers() == [.min, .max])
    #expect(try root.dataset("large").shape == [1, 2])
    #expect(try root.dataset("empty").floats().shape == [0, 3])
    #expect(try root.group("layers/lstm").childNames() == ["cell", "vars"])
    #expect(try root.group("layers/lstm/vars").attributes.string("name") == "lstm")
    #expect(try root.attributes.strings("layer_names") == ["lstm", "d\u{e9}nse"])
    #expect(try root.attributes.strings("no_names") == [])
    #expect(try root.attributes.string("nothing") == "")
    #expect(try root.attributes.integer("integer") == -7)
    #expect(try root.attributes.string("long").count == 70_000)
    let kernel = try root.dataset("layers/lstm/cell/vars/0")
    #expect(try kernel.attributes.string("text") == "h\u{e9}llo \u{1f30d}")
  }

  @Test("the same contents give the same bytes, in the oldest format")
  func reproducible() throws {
    let image = try Self.sample().image()
    #expect(try Self.sample().image() == image)
    #expect(image.prefix(9) == [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A, 0])
  }

  @Test("bits of floats survive, not-a-number and both zeros included")
  func bits() throws {
    let patterns: [UInt32] = [
      0, 0x8000_0000, 1, 0x7F80_0000, 0xFF80_0000, 0x7FC0_0001, 0x7F7F_FFFF,
    ]
    let file = try HDF5NewFile()
    let scalars = patterns.map(Float.init(bitPattern:))
    try file.root.write(Tensor(shape: [patterns.count], scalars: scalars), to: "x")
    #expect(try Self.read(file).dataset("x").floats().scalars.map(\.bitPattern) == patterns)
  }

  @Test("files of random shapes survive", arguments: [UInt64](0..<8))
  func randomShapes(seed: UInt64) throws {
    var random = RandomSource(seed: seed)
    let file = try HDF5NewFile()
    var written: [(String, Tensor<Float>)] = []
    for index in 0..<20 {
      let shape = Shape((0..<random.integer(below: 5)).map { _ in random.integer(below: 6) })
      let scalars = (0..<shape.count).map { _ in Float(random.normal()) }
      let path = "group\(random.integer(below: 4))/data\(index)"
      written.append((path, Tensor(shape: shape, scalars: scalars)))
      try file.root.write(written[index].1, to: path)
    }
    let copy = try Self.read(file)
    for (path, tensor) in written {
      #expect(try copy.dataset(path).floats() == tensor, "seed \(seed), \(path)")
    }
  }

  @Test("a file that is written to disk is the same, and replaces what was there")
  func disk() throws {
    let path = NSTemporaryDirectory() + "unroll-\(UUID().uuidString).h5"
    defer { try? FileManager.default.removeItem(atPath: path) }
    let file = try Self.sample()
    try HDF5NewFile().write(to: path)
    try file.write(to: path)
    #expect(try [UInt8](Data(contentsOf: URL(filePath: path))) == file.image())
    #expect(try HDF5File(path: path).root.dataset("small").integers() == [1, -2, 3])
  }

  @Test("a file that cannot be written says where")
  func unwritable() throws {
    let error = errorOf { try HDF5NewFile().write(to: "/nowhere/at/all.h5") }
    #expect(error?.code == .io)
    #expect(error?.path == ["/nowhere/at/all.h5"])
  }

  @Test("names that are taken and numbers that do not fit are refused")
  func refusals() throws {
    let root = try Self.sample().root
    let taken = errorOf { try root.write(HDF5Fixtures.numbers, to: "small") }
    #expect(taken?.code == .io)
    #expect(taken?.path == ["/", "small"])
    #expect(taken?.found?.contains("libhdf5") == true)
    #expect(errorOf { try root.createGroup("small/inner") }?.code == .invalidInput)
    #expect(errorOf { try root.write([1, 2], shape: [3], to: "x") }?.code == .shapeMismatch)
    #expect(errorOf { try root.attributes.write("a\0b", to: "x") }?.code == .invalidInput)
    #expect(errorOf { try root.attributes.write("again", to: "integer") }?.code == .io)
    #expect(try root.createGroup("vars").path == "/vars")
  }
}
