import Testing
import UnrollHDF5
import UnrollTensor

@Suite("Attributes in HDF5 files")
struct HDF5AttributesTests {
  private func attributes() throws -> HDF5Attributes {
    try HDF5Fixtures.open("attributes").attributes
  }

  @Test(
    "texts of every storage",
    arguments: [
      ("variable", "h\u{e9}llo \u{1f30d}"), ("empty", ""), ("bytes", "2.15.0"),
      ("padded", "padded"), ("long", String(repeating: "x", count: 70_000)),
    ])
  func texts(name: String, expected: String) throws {
    #expect(try attributes().string(name) == expected)
  }

  @Test("arrays of texts, also empty ones")
  func arrays() throws {
    let attributes = try attributes()
    #expect(try attributes.strings("layer_names") == ["lstm", "global_max_pooling1d", "dense"])
    #expect(try attributes.strings("variable_array") == ["a", "", "longer text"])
    #expect(try attributes.strings("variable_matrix") == ["a", "b", "c", "d"])
    #expect(try attributes.strings("no_names") == [])
    #expect(try attributes.strings("null") == [])
  }

  @Test("integers, one and several")
  func integers() throws {
    let attributes = try attributes()
    #expect(try attributes.integer("integer") == 42)
    #expect(try attributes.integers("integers") == [1, -2, 3])
    #expect(errorOf { try attributes.integer("integers") }?.found == "3")
    #expect(errorOf { try attributes.integer("float") }?.expected == "integers")
  }

  @Test("datasets have attributes too")
  func ofDataset() throws {
    let dataset = try HDF5Fixtures.open("attributes").dataset("numbers")
    #expect(try dataset.attributes.has("of_dataset"))
    #expect(try dataset.attributes.string("of_dataset") == "yes")
  }

  @Test("what is missing, of another type or not UTF-8 is said with its place")
  func errors() throws {
    let attributes = try attributes()
    #expect(try attributes.has("nothing") == false)
    let missing = errorOf { try attributes.string("nothing") }
    #expect(missing?.description == "/ › attribute nothing: there is no such attribute")
    #expect(missing?.code == .notFound)
    let number = errorOf { try attributes.string("integer") }
    #expect(number?.description.hasSuffix("(expected texts, found 64-bit integers)") == true)
    let garbled = errorOf { try attributes.string("not_utf8") }
    #expect(garbled?.description == "/ › attribute not_utf8: the text is not UTF-8")
    #expect(errorOf { try attributes.string("variable_array") }?.expected == "one text")
    #expect(errorOf { try attributes.has("a\0b") }?.code == .invalidInput)
  }

  @Test("attributes beyond the budget are refused before they are read")
  func budget() throws {
    var limits = HDF5Limits.standard
    limits.attributeBytes = 24
    let file = try HDF5File(path: HDF5Fixtures.path("attributes"), limits: limits)
    #expect(errorOf { try file.root.attributes.strings("layer_names") }?.code == .limitExceeded)
    #expect(try file.root.attributes.integer("integer") == 42)
  }
}
