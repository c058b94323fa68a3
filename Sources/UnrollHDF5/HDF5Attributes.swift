import CHDF5
import UnrollTensor

/// The attributes of a group or a dataset: short texts and numbers by name.
public struct HDF5Attributes: Sendable {
  let object: HDF5Object

  init(_ object: HDF5Object) { self.object = object }

  /// Whether there is an attribute called `name`.
  ///
  /// - Throws: ``UnrollError`` when the object is damaged.
  public func has(_ name: String) throws -> Bool {
    try object.session { try exists(name) }
  }

  /// The only text of the attribute called `name`, of fixed or variable length.
  ///
  /// - Throws: ``UnrollError`` when there is none, or it holds something else than one text.
  public func string(_ name: String) throws -> String {
    try one(name, of: strings(name), "text")
  }

  /// The texts of the attribute called `name`, of fixed or variable length.
  ///
  /// An attribute of no elements gives no texts whatever its type: h5py stores an empty list as an
  /// array of no floating-point numbers.
  ///
  /// - Throws: ``UnrollError`` when there is none, or it holds something else.
  public func strings(_ name: String) throws -> [String] {
    try opened(name) { attribute in
      switch attribute.element {
      case _ where attribute.count == 0: return []
      case .variableString:
        try object.heapGuard.check(fileOf: object.id)
        return try attribute.variableStrings()
      case .fixedString(let bytes): return try attribute.fixedStrings(bytes: bytes)
      default: throw attribute.unexpected("texts")
      }
    }
  }

  /// The only integer of the attribute called `name`.
  ///
  /// - Throws: ``UnrollError`` when there is none, or it holds something else than one integer.
  public func integer(_ name: String) throws -> Int64 {
    try one(name, of: integers(name), "integer")
  }

  /// The integers of the attribute called `name`.
  ///
  /// - Throws: ``UnrollError`` when there is none, or it holds something else.
  public func integers(_ name: String) throws -> [Int64] {
    try opened(name) { attribute in
      guard attribute.count > 0 else { return [] }
      guard case .integer = attribute.element, attribute.element.isNumber else {
        throw attribute.unexpected("integers")
      }
      return try attribute.integers()
    }
  }

  private func opened<Result>(_ name: String, _ body: (HDF5Attribute) throws -> Result) throws
    -> Result
  {
    try object.session {
      try locating("attribute \(name)") {
        guard try exists(name) else {
          throw UnrollError(.notFound, "there is no such attribute")
        }
        return try body(HDF5Attribute(name, of: object))
      }
    }
  }

  private func one<Value>(_ name: String, of values: [Value], _ kind: String) throws -> Value {
    guard values.count == 1 else {
      throw UnrollError(
        .corruptFile, "the attribute holds something else",
        path: [object.place, "attribute \(name)"], expected: "one \(kind)",
        found: "\(values.count)")
    }
    return values[0]
  }

  private func exists(_ name: String) throws -> Bool {
    try checkName(name)
    let status = H5Aexists(object.id, name)
    return try HDF5Library.checked(status, "the attributes cannot be searched") > 0
  }

  /// Refuses names that C would cut short.
  func checkName(_ name: String) throws {
    guard !name.isEmpty, !name.utf8.contains(0) else {
      throw UnrollError(.invalidInput, "an attribute needs a name without zero bytes")
    }
  }
}
