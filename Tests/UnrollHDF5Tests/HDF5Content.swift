import UnrollHDF5
import UnrollTensor

/// What h5py found in a file, as Scripts/fixtures/hdf5_content.py writes it.
struct HDF5Content: Decodable {
  /// A group has children, a dataset a shape; what neither has numbers nor bytes holds none.
  struct Item: Decodable {
    var children: [String]?
    var shape: [Int]?
    /// The bits of 32-bit floats.
    var floats: [UInt32]?
    var integers: [Int64]?
    /// The bytes of opaque elements, in hexadecimal digits.
    var opaque: String?
    var attributes: [String: Attribute]
  }

  struct Attribute: Decodable {
    var strings: [String]?
    var integers: [Int64]?
  }

  let items: [String: Item]

  init(from decoder: any Decoder) throws {
    items = try decoder.singleValueContainer().decode([String: Item].self)
  }

  /// What the reader does not find in the same file as h5py found it, each in words.
  func differences(from root: HDF5Group) throws -> [String] {
    var differences: [String] = []
    for (path, item) in items.sorted(by: { $0.key < $1.key }) {
      let inner = String(path.dropFirst())
      if let children = item.children {
        let group = inner.isEmpty ? root : try root.group(inner)
        let found = try group.childNames()
        if found != children { differences.append("\(path): the children \(found)") }
        differences += try Self.differences(group.attributes, item.attributes, path)
      } else {
        let dataset = try root.dataset(inner)
        differences += try Self.differences(dataset, item, path)
        differences += try Self.differences(dataset.attributes, item.attributes, path)
      }
    }
    return differences
  }

  private static func differences(
    _ dataset: HDF5Dataset, _ item: Item, _ path: String
  ) throws -> [String] {
    var differences: [String] = []
    if dataset.shape.dimensions != item.shape { differences.append("the shape") }
    if let floats = item.floats {
      let found = try dataset.floats().scalars
      let areSame =
        found.count == floats.count
        && zip(found, floats).allSatisfy { isSame($0, Float(bitPattern: $1)) }
      if !areSame { differences.append("the floats") }
    } else if (try? dataset.floats()) != nil {
      differences.append("floats where there are none")
    }
    if let integers = item.integers, try dataset.integers() != integers {
      differences.append("the integers")
    }
    if let opaque = item.opaque {
      let digits = try dataset.bytes().map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
      if digits.joined() != opaque { differences.append("the bytes") }
    }
    return differences.map { "\(path): \($0)" }
  }

  private static func differences(
    _ attributes: HDF5Attributes, _ expected: [String: Attribute], _ path: String
  ) throws -> [String] {
    var differences: [String] = []
    let found = try attributes.names()
    if Set(found) != Set(expected.keys) { differences.append("the attributes \(found)") }
    if try attributes.has("no such name") { differences.append("an attribute that is not there") }
    for (name, attribute) in expected {
      if let strings = attribute.strings, try attributes.strings(name) != strings {
        differences.append("the texts \(name)")
      }
      if let integers = attribute.integers, try attributes.integers(name) != integers {
        differences.append("the integers \(name)")
      }
    }
    return differences.map { "\(path): \($0)" }
  }

  /// Whether two floats have the same bits, or are both no numbers.
  private static func isSame(_ left: Float, _ right: Float) -> Bool {
    left.bitPattern == right.bitPattern || left.isNaN && right.isNaN
  }
}
