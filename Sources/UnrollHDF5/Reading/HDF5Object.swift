import UnrollTensor

/// What groups and datasets have in common: a header, a place in the file, attributes.
struct HDF5Object: Sendable {
  let source: HDF5Source
  let header: HDF5ObjectHeader
  /// The names of the groups on the way, and the object's own.
  let path: [String]

  /// The root group.
  init(root address: Int, of source: HDF5Source) throws {
    try self.init(source, HDF5ObjectHeader(HDF5Visit(source), at: address), [])
  }

  private init(_ source: HDF5Source, _ header: HDF5ObjectHeader, _ path: [String]) {
    self.source = source
    self.header = header
    self.path = path
  }

  /// The child called `name`, whose header lies at an address.
  func child(_ name: String, at address: Int, _ visit: HDF5Visit) throws -> HDF5Object {
    HDF5Object(source, try HDF5ObjectHeader(visit, at: address), path + [name])
  }

  /// The place as errors name it.
  var place: String { "/" + path.joined(separator: "/") }

  /// Runs `body` as one request, and puts this object's place in front of its errors.
  func visit<Result>(_ body: (HDF5Visit) throws -> Result) throws -> Result {
    try locating(place) { try body(HDF5Visit(source)) }
  }

  /// Whether the object holds links to others.
  var isGroup: Bool { header.first(.symbolTable) != nil || header.first(.linkInfo) != nil }

  /// Whether the object holds elements.
  var isDataset: Bool { header.first(.datatype) != nil && header.first(.dataspace) != nil }
}

/// A group or a dataset.
public enum HDF5Child: Sendable {
  /// A group of further children.
  case group(HDF5Group)
  /// An array of numbers.
  case dataset(HDF5Dataset)
}
