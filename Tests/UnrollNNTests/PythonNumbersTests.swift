import Foundation
import Testing
import UnrollNN

@Suite("JSON that Python wrote")
struct PythonNumbersTests {
  @Test("may hold NaN and infinities")
  func words() throws {
    let value = try JSONValue(
      parsing: Data(#"{"NaN x": NaN, "b": [-Infinity, Infinity, 1.5]}"#.utf8))
    #expect(value["NaN x"]?.number?.isNaN == true)
    #expect(value["b"] == .array([.number(-.infinity), .number(.infinity), .number(1.5)]))
  }

  @Test(
    "holds no other thing that JSON does not have",
    arguments: ["0x0x", "[NaN, 0x10]", "{'a': NaN}", "[NaN] // a", "[NaN, /* b */ 1]", "{b: NaN}"])
  func others(_ text: String) {
    #expect(throws: (any Error).self) { try JSONValue(parsing: Data(text.utf8)) }
  }
}
