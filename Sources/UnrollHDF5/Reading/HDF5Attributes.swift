import UnrollTensor

/// The attributes of a group or a dataset: short texts and numbers by name.
public struct HDF5Attributes: Sendable {
  private let object: HDF5Object

  init(_ object: HDF5Object) { self.object = object }

  /// The names of the attributes, sorted by their bytes.
  ///
  /// - Throws: ``UnrollError`` when the object is damaged.
  public func names() throws -> [String] {
    try object.visit { visit in
      var names: [ArraySlice<UInt8>] = []
      try each(visit) { attribute in
        names.append(attribute.name)
        return true
      }
      return try names.sorted { $0.lexicographicallyPrecedes($1) }.map(HDF5Text.decoded)
    }
  }

  /// Whether there is an attribute called `name`.
  ///
  /// - Throws: ``UnrollError`` when the object is damaged.
  public func has(_ name: String) throws -> Bool {
    try object.visit { try find(name, $0) != nil }
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
      case _ where attribute.count == 0: []
      case .variableString: try attribute.variableStrings()
      case .fixedString: try attribute.fixedStrings()
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

  private func opened<Result>(
    _ name: String, _ body: (HDF5Attribute) throws -> Result
  ) throws -> Result {
    try object.visit { visit in
      try locating("attribute \(name)") {
        guard let message = try find(name, visit) else {
          throw UnrollError(.notFound, "there is no such attribute")
        }
        return try body(HDF5Attribute(visit, message))
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

  private func find(_ name: String, _ visit: HDF5Visit) throws -> HDF5AttributeMessage? {
    guard !name.isEmpty, !name.utf8.contains(0) else {
      throw UnrollError(.invalidInput, "an attribute needs a name without zero bytes")
    }
    let name = Array(name.utf8)
    var found: HDF5AttributeMessage?
    try each(visit, named: name) { attribute in
      if attribute.name.elementsEqual(name) { found = attribute }
      return found == nil
    }
    return found
  }

  /// Calls `body` with each attribute, or with those that may have a name, until it returns false.
  private func each(
    _ visit: HDF5Visit, named name: [UInt8]? = nil,
    _ body: (HDF5AttributeMessage) throws -> Bool
  ) throws {
    for message in object.header.messages where message.kind == .attribute {
      guard !message.isShared else {
        throw HDF5Damage.unsupported(
          "messages that objects share are not read", expected: "an attribute of its own",
          found: "a table of shared messages")
      }
      let cursor = HDF5Cursor(visit.source, message.contents)
      guard try body(HDF5AttributeMessage(cursor)) else { return }
    }
    guard let info = object.header.first(.attributeInfo) else { return }
    let heap = try HDF5IndexedHeap(
      visit, visit.contents(info), orderBytes: 2, .attributesByName)
    try heap?.each(visit, named: name) { try body(HDF5AttributeMessage($0)) }
  }
}
