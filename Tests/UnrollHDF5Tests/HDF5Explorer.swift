import UnrollHDF5
import UnrollTensor

/// Opens and reads whatever a file offers; only errors that are not ours get out.
struct HDF5Explorer {
  /// More objects than any fixture has; groups may be inside themselves.
  private static let mostObjects = 1000
  private static let mostGroupsInside = 6

  private var objects = 0
  /// How many arrays and attributes could be read.
  private(set) var readings = 0

  /// Reads everything in a file.
  mutating func visit(_ group: HDF5Group, depth: Int = 0) throws {
    try read(group.attributes)
    for name in try attempt({ try group.childNames() }) ?? [] where objects < Self.mostObjects {
      objects += 1
      switch try attempt({ try group.child(name) }) {
      case .group(let inner):
        if depth < Self.mostGroupsInside { try visit(inner, depth: depth + 1) }
      case .dataset(let dataset):
        try read(dataset.attributes)
        _ = try attempt { try dataset.floats() }
        _ = try attempt { try dataset.integers() }
        _ = try attempt { try dataset.bytes() }
      case nil: break
      }
    }
  }

  private mutating func read(_ attributes: HDF5Attributes) throws {
    for name in try attempt({ try attributes.names() }) ?? [] {
      _ = try attempt { try attributes.strings(name) }
      _ = try attempt { try attributes.integers(name) }
    }
  }

  private mutating func attempt<Value>(_ body: () throws -> Value) throws -> Value? {
    do {
      let value = try body()
      readings += 1
      return value
    } catch is UnrollError {
      return nil
    }
  }
}
