import CHDF5
import UnrollTensor

/// What groups and datasets have in common: an id, a place in the file, budgets, attributes.
struct HDF5Object: Sendable {
  let handle: HDF5Handle
  /// The names of the groups on the way, and the object's own.
  let path: [String]
  let limits: HDF5Limits
  /// Asked before a text of variable length is read.
  let heapGuard: HDF5HeapGuard

  init(root handle: HDF5Handle, limits: HDF5Limits, isTrusted: Bool) {
    self.init(handle, [], limits, HDF5HeapGuard(isTrusted: isTrusted))
  }

  private init(
    _ handle: HDF5Handle, _ path: [String], _ limits: HDF5Limits, _ heapGuard: HDF5HeapGuard
  ) {
    self.handle = handle
    self.path = path
    self.limits = limits
    self.heapGuard = heapGuard
  }

  /// The child called `name` of this group, under the same budgets.
  func child(_ name: String, _ handle: HDF5Handle) -> HDF5Object {
    HDF5Object(handle, path + [name], limits, heapGuard)
  }

  var id: hid_t { handle.id }

  /// The place as errors name it.
  var place: String { "/" + path.joined(separator: "/") }

  /// Runs `body` inside libhdf5 and puts this object's place in front of its errors.
  func session<Result>(_ body: () throws -> Result) throws -> Result {
    try locating(place) { try HDF5Library.locked(body) }
  }
}

/// A group or a dataset.
public enum HDF5Child: Sendable {
  /// A group of further children.
  case group(HDF5Group)
  /// An array of numbers.
  case dataset(HDF5Dataset)
}
