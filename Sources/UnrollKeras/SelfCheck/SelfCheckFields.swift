import UnrollNN
import UnrollTensor

/// What the description of a self-check says, held against the budgets.
struct SelfCheckFields {
  /// One input, without its numbers.
  struct InputFields {
    let shape: [Int]
    let lengths: [Int]
    let padding: Float
    var count: Int { shape.reduce(1, *) }
  }

  /// One output, without its numbers.
  struct OutputFields {
    let name: String
    let tolerance: Float?
  }

  let format: Int
  private(set) var origin = SelfCheck.Origin(config: 0, weights: 0)
  private(set) var inputs: [InputFields] = []
  private(set) var outputs: [OutputFields] = []
  /// The number of samples, the same for all inputs.
  private(set) var samples = 0

  /// Reads the fields; those of other formats are left alone.
  ///
  /// - Throws: `UnrollError`, without the names of file and member.
  init(_ document: JSONValue) throws {
    format = try Self.integer(document, "format", in: 0...Int.max)
    guard format == 1 else { return }
    origin = SelfCheck.Origin(
      config: UInt32(try Self.integer(document, "config_crc32", in: 0...Int(UInt32.max))),
      weights: UInt32(try Self.integer(document, "weights_crc32", in: 0...Int(UInt32.max))))
    inputs = try Self.list(document, "inputs").map(Self.input)
    outputs = try Self.list(document, "outputs").map(Self.output)
    samples = inputs.first?.lengths.count ?? 0
    guard (1...SelfCheckBudget.mostSamples).contains(samples),
      inputs.allSatisfy({ $0.lengths.count == samples })
    else {
      throw SelfCheck.damaged(
        "the inputs of the self-check have no common number of samples", path: ["lengths"],
        expected: "1 to \(SelfCheckBudget.mostSamples)", found: "\(inputs.map(\.lengths.count))")
    }
  }

  private static func input(_ value: JSONValue) throws -> InputFields {
    let shape = try integers(value, "shape")
    var count = 1
    for size in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: size)
      count = overflow ? .max : product
      if size == 0 { break }
    }
    guard shape.count < Shape.maximumRank, count >= 1,
      count <= SelfCheckBudget.elements
    else {
      throw SelfCheck.damaged(
        "the samples of the self-check have an impossible size", path: ["shape"],
        expected: "1 to \(SelfCheckBudget.elements) numbers",
        found: "\(shape)")
    }
    let padding = Float(value["padding"]?.number ?? .nan)
    guard padding.isFinite else {
      throw SelfCheck.damaged(
        "the padding of the self-check is no number", path: ["padding"],
        expected: "a finite number")
    }
    return InputFields(shape: shape, lengths: try integers(value, "lengths"), padding: padding)
  }

  private static func output(_ value: JSONValue) throws -> OutputFields {
    guard let name = value["name"]?.string, name.utf8.count <= 4096 else {
      throw SelfCheck.damaged("an output of the self-check has no name", path: ["outputs"])
    }
    guard let field = value["tolerance"], field != .null else {
      return OutputFields(name: name, tolerance: nil)
    }
    guard let number = field.number, case let tolerance = Float(number), tolerance.isFinite,
      tolerance >= 0
    else {
      throw SelfCheck.damaged(
        "the tolerance of the self-check is impossible", path: [name, "tolerance"],
        expected: "0 or more", found: "\(field)")
    }
    return OutputFields(name: name, tolerance: tolerance)
  }

  private static func integer(
    _ document: JSONValue, _ key: String, in range: ClosedRange<Int>
  ) throws -> Int {
    guard let number = document[key]?.integer, range.contains(number) else {
      throw SelfCheck.damaged("the self-check lacks a number", path: [key])
    }
    return number
  }

  private static func integers(_ value: JSONValue, _ key: String) throws -> [Int] {
    try list(value, key).map { element in
      guard let number = element.integer, number >= 0, number <= 1 << 40 else {
        throw SelfCheck.damaged(
          "the self-check holds an impossible size", path: [key], found: "\(element)")
      }
      return number
    }
  }

  private static func list(_ value: JSONValue, _ key: String) throws -> [JSONValue] {
    guard let list = value[key]?.array, list.count <= 1024 else {
      throw SelfCheck.damaged("the self-check lacks a list", path: [key])
    }
    return list
  }
}
