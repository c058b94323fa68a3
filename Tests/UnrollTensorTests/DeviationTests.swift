import Testing
import UnrollTensor
import _UnrollTestSupport

@Suite("Comparison of tensors with golden files")
struct DeviationTests {
  private let expected = Tensor<Float>(shape: [2, 2], scalars: [1, -2, 0, 1000])

  private func changed(_ index: Int, to value: Float) -> Tensor<Float> {
    var scalars = expected.scalars
    scalars[index] = value
    return Tensor(shape: [2, 2], scalars: scalars)
  }

  @Test("equal tensors do not deviate")
  func equal() {
    #expect(deviation(expected, expected, beyond: .exact) == nil)
    #expect(deviation(changed(2, to: -0.0), expected, beyond: .exact) == nil)
  }

  @Test("steps are counted from one representable number to the next, across zero too")
  func ulps() {
    let near = changed(0, to: Float(1).nextUp.nextUp)
    #expect(deviation(near, expected, beyond: .ulps(2)) == nil)
    #expect(deviation(near, expected, beyond: .ulps(1))?.index == [0, 0])
    let small = Float.leastNonzeroMagnitude
    #expect((-small).steps(to: small) == 2)
  }

  @Test("each measure allows what it says and no more")
  func measures() {
    let off = changed(3, to: 1001)
    #expect(deviation(off, expected, beyond: .absolute(1)) == nil)
    #expect(deviation(off, expected, beyond: .absolute(0.9)) != nil)
    #expect(deviation(off, expected, beyond: .relative(0.001)) == nil)
    #expect(deviation(off, expected, beyond: .relative(0.0009)) != nil)
    let small = changed(2, to: 0.5)
    #expect(deviation(small, expected, beyond: .scaled(0.0005)) == nil)
    #expect(deviation(small, expected, beyond: .scaled(0.0004)) != nil)
    #expect(deviation(small, expected, beyond: .relative(1, absolute: 0.4)) != nil)
  }

  @Test("what is no number agrees only with its like")
  func notNumbers() {
    let nan = changed(1, to: .nan)
    #expect(deviation(nan, nan, beyond: .exact) == nil)
    #expect(deviation(nan, expected, beyond: .absolute(10)) != nil)
    #expect(deviation(expected, nan, beyond: .absolute(10)) != nil)
    #expect(deviation(changed(1, to: .infinity), expected, beyond: .relative(1)) != nil)
  }

  @Test("the worst element is named with both values; differing shapes are too")
  func description() {
    var scalars = expected.scalars
    scalars[1] = -2.5
    scalars[3] = 1001
    let found = Tensor(shape: [2, 2], scalars: scalars)
    let text = deviation(found, expected, beyond: .relative(0.0001))?.description ?? ""
    #expect(text.hasPrefix("2 out of tolerance, the worst at [0, 1]: found -2.5, expected -2.0"))
    let flat = deviation(found.reshaped([4]), expected, beyond: .absolute(10))
    #expect(flat?.description == "found shape [4], expected [2, 2]")
  }

  @Test("golden files are read: numbers, integers and facts")
  func fixture() throws {
    let fixture = try Fixture(named: "layer_embedding_masked_lstm")
    #expect(try fixture.integer("x").shape == [4, 5])
    #expect(try fixture.tensor("y").shape == [4, 5, 2])
    #expect(fixture.numbered("w").map(\.shape) == [[7, 3], [3, 8], [2, 8], [8]])
    #expect(fixture.metadata["keras"] == "3.15.1")
    #expect(try fixture.fact([String].self, "weights").count == 4)
    #expect(Fixture.names(startingWith: "layer_lstm_").contains("layer_lstm_last"))
    #expect(throws: UnrollError.self) { try fixture.tensor("nothing") }
    #expect(throws: UnrollError.self) { try Fixture(named: "nothing") }
  }
}
