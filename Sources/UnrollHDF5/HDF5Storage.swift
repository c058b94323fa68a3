import CHDF5
import UnrollTensor

/// How the elements of a dataset lie in the file.
struct HDF5Storage {
  private let properties: HDF5Handle
  private let dataset: hid_t

  init(dataset: hid_t) throws {
    self.dataset = dataset
    properties = try HDF5Library.handle(
      H5Dget_create_plist(dataset), "the layout of the dataset is damaged")
  }

  /// Refuses data that lies elsewhere, unknown filters, and chunks beyond the budgets.
  func check(_ limits: HDF5Limits) throws {
    let layout = H5Pget_layout(properties.id)
    switch layout {
    case H5D_COMPACT: return
    case H5D_CONTIGUOUS: try checkExternalFiles()
    case H5D_CHUNKED:
      try checkFilters()
      try checkChunk(limits)
    case H5D_VIRTUAL: throw elsewhere("a virtual dataset")
    default: throw UnrollError(.corruptFile, "the layout of the dataset is damaged")
    }
  }

  /// The bytes that the elements take in the file.
  var bytes: Int { Int(clamping: H5Dget_storage_size(dataset)) }

  /// Refuses a single block that is smaller than its elements: libhdf5 would read beyond it.
  func checkSize(count: Int, elementBytes: Int) throws {
    let layout = H5Pget_layout(properties.id)
    let isWritten = layout == H5D_COMPACT || bytes > 0
    guard layout != H5D_CHUNKED, isWritten else { return }
    guard HDF5Extent.product(count, elementBytes) == bytes else {
      throw UnrollError(
        .corruptFile, "the data is not of the size that the shape asks for",
        expected: "\(count) elements of \(elementBytes) bytes", found: "\(bytes) bytes")
    }
  }

  /// Refuses memory out of proportion to what the file holds.
  static func checkExpansion(of bytes: Int, stored: Int, _ limits: HDF5Limits) throws {
    guard bytes > limits.freeBytes else { return }
    guard let allowed = HDF5Extent.product(stored, limits.expansion) else { return }
    guard bytes <= allowed else {
      throw UnrollError(
        .limitExceeded, "the dataset is out of proportion to the file",
        expected: "at most \(limits.expansion) times its \(stored) bytes in the file",
        found: "\(bytes) bytes")
    }
  }

  private func checkExternalFiles() throws {
    let count = H5Pget_external_count(properties.id)
    if try HDF5Library.checked(count, "the list of external files is damaged") > 0 {
      throw elsewhere("a dataset in external files")
    }
  }

  private func checkFilters() throws {
    let failure = "the filters of the dataset are damaged"
    let count = try HDF5Library.checked(H5Pget_nfilters(properties.id), failure)
    for index in 0..<UInt32(count) {
      var (flags, configuration, values) = (UInt32(0), UInt32(0), 0)
      let filter = H5Pget_filter2(
        properties.id, index, &flags, &values, nil, 0, nil, &configuration)
      let known = [H5Z_FILTER_DEFLATE, H5Z_FILTER_SHUFFLE, H5Z_FILTER_FLETCHER32]
      guard known.contains(try HDF5Library.checked(filter, failure)) else {
        throw UnrollError(
          .unsupported, "the dataset is compressed in a way that cannot be read",
          expected: "gzip, shuffle or fletcher32", found: "filter \(filter)",
          hint: "save it with compression=\"gzip\" or none")
      }
    }
  }

  /// libhdf5 takes memory for a whole chunk, however little of it the dataset needs.
  private func checkChunk(_ limits: HDF5Limits) throws {
    var sizes = [hsize_t](repeating: 0, count: Int(H5S_MAX_RANK))
    let rank = H5Pget_chunk(properties.id, Int32(sizes.count), &sizes)
    let count = Int(try HDF5Library.checked(rank, "the chunks of the dataset are damaged"))
    let type = try HDF5Library.handle(H5Dget_type(dataset), "the type is damaged")
    let bytes = sizes.prefix(count).reduce(Int?(H5Tget_size(type.id))) { product, size in
      product.flatMap { HDF5Extent.product($0, Int(clamping: size)) }
    }
    guard let bytes, bytes <= limits.datasetBytes else {
      throw UnrollError(
        .limitExceeded, "the chunks of the dataset are too large",
        expected: "at most \(limits.datasetBytes) bytes")
    }
    try Self.checkExpansion(of: bytes, stored: self.bytes, limits)
  }

  private func elsewhere(_ what: String) -> UnrollError {
    UnrollError(
      .unsupported, "data outside the file is not read", expected: "a dataset of this file",
      found: what)
  }
}
