/// An array of numbers that was written to a new HDF5 file.
public struct HDF5NewDataset: Sendable {
  private let handle: HDF5Handle
  private let names: [String]

  init(_ handle: HDF5Handle, names: [String]) {
    self.handle = handle
    self.names = names
  }

  /// The place in the file, as `/layers/dense/vars/0`.
  public var path: String { "/" + names.joined(separator: "/") }

  /// The attributes of the dataset.
  public var attributes: HDF5NewAttributes { HDF5NewAttributes(handle, place: path) }
}
