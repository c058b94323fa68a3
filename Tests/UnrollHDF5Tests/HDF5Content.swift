import Foundation
import Testing
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

  /// Compares everything with what the reader finds in the same file.
  ///
  /// - Parameters:
  ///   - root: the file.
  ///   - name: what failures call it.
  func check(_ root: HDF5Group, _ name: String) throws {
    #expect(items["/"] != nil, "\(name)")
    for (path, item) in items.sorted(by: { $0.key < $1.key }) {
      let place = "\(name) \(path)"
      let inner = String(path.dropFirst())
      if let children = item.children {
        let group = inner.isEmpty ? root : try root.group(inner)
        #expect(try group.childNames() == children, "\(place)")
        try check(group.attributes, item.attributes, place)
      } else {
        let dataset = try root.dataset(inner)
        try check(dataset, item, place)
        try check(dataset.attributes, item.attributes, place)
      }
    }
  }

  private func check(_ dataset: HDF5Dataset, _ item: Item, _ place: String) throws {
    #expect(dataset.shape.dimensions == item.shape, "\(place)")
    if let floats = item.floats {
      let found = try dataset.floats().scalars
      #expect(
        found.count == floats.count
          && zip(found, floats).allSatisfy { Self.isSame($0, Float(bitPattern: $1)) }, "\(place)")
    } else {
      #expect(throws: UnrollError.self, "\(place)") { try dataset.floats() }
    }
    if let integers = item.integers { #expect(try dataset.integers() == integers, "\(place)") }
    if let opaque = item.opaque {
      let digits = try dataset.bytes().map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
      #expect(digits.joined() == opaque, "\(place)")
    }
  }

  private func check(
    _ attributes: HDF5Attributes, _ expected: [String: Attribute], _ place: String
  ) throws {
    #expect(try Set(attributes.names()) == Set(expected.keys), "\(place)")
    for (name, attribute) in expected {
      #expect(try attributes.has(name), "\(place) \(name)")
      if let strings = attribute.strings {
        #expect(try attributes.strings(name) == strings, "\(place) \(name)")
      }
      if let integers = attribute.integers {
        #expect(try attributes.integers(name) == integers, "\(place) \(name)")
      }
    }
    #expect(try !attributes.has("no such name"), "\(place)")
  }

  /// Whether two floats have the same bits, or are both no numbers.
  private static func isSame(_ left: Float, _ right: Float) -> Bool {
    left.bitPattern == right.bitPattern || left.isNaN && right.isNaN
  }
}
