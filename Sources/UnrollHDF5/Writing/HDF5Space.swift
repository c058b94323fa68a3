import CHDF5
import UnrollTensor

/// Dataspaces for what is written.
enum HDF5Space {
  /// A dataspace of these sizes; a scalar for none.
  static func make(_ dimensions: [Int]) throws -> HDF5Handle {
    let failure = "libhdf5 cannot prepare the shape"
    if dimensions.isEmpty {
      return try HDF5Library.handle(H5Screate(H5S_SCALAR), failure)
    }
    let sizes = dimensions.map { hsize_t($0) }
    return try HDF5Library.handle(H5Screate_simple(Int32(sizes.count), sizes, nil), failure)
  }
}
