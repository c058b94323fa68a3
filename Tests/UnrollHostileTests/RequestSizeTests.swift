import Testing

@testable import UnrollServer

@Suite("Requests that would be far larger in memory than on the wire")
struct RequestSizeTests {
  private func refusal(_ body: String) -> String? {
    do {
      _ = try InferRequestReader(limits: ServerLimits()).read(Array(body.utf8), headerLength: nil)
      return nil
    } catch {
      return (error as? ServiceError)?.message
    }
  }

  private func list(_ element: String, _ count: Int) -> String {
    "[" + Array(repeating: element, count: count).joined(separator: ",") + "]"
  }

  @Test(
    "empty inputs, outputs, sizes and texts are counted",
    arguments: [
      (#"{"inputs": LIST}"#, "{}", 256, "inputs"),
      (#"{"outputs": LIST, "inputs": []}"#, "{}", 256, "outputs"),
      (#"{"inputs": [{"shape": LIST}]}"#, "1", 32, "sizes in a shape"),
      (#"{"inputs": [{"data": LIST}]}"#, #""""#, 1024, "texts"),
    ])
  func counted(body: String, element: String, limit: Int, what: String) {
    #expect(refusal(body.replacing("LIST", with: list(element, limit))) == nil)
    #expect(
      refusal(body.replacing("LIST", with: list(element, limit + 1)))
        == "there are more \(what) than the limit of \(limit) in a request")
  }

  @Test(
    "a length of the JSON that is no length is refused", arguments: ["-1", "3", "x", "", "1e1"])
  func headerLength(text: String) {
    #expect(throws: ServiceError.self) {
      try InferRequestReader(limits: ServerLimits()).read(Array("{}".utf8), headerLength: text)
    }
  }
}
