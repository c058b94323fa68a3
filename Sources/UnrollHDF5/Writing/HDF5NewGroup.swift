import CHDF5
public import UnrollTensor

/// A folder in a new HDF5 file.
///
/// Datasets are written as h5py writes arrays without options: one block, no compression, no time.
public struct HDF5NewGroup: Sendable {
  private let handle: HDF5Handle
  /// The names of the groups on the way, and the group's own.
  private let names: [String]

  init(_ handle: HDF5Handle, names: [String]) {
    self.handle = handle
    self.names = names
  }

  /// The place in the file, as `/layers/lstm`.
  public var path: String { "/" + names.joined(separator: "/") }

  /// The attributes of the group.
  public var attributes: HDF5NewAttributes { HDF5NewAttributes(handle, place: path) }

  /// Makes the group at `path`, with the groups on the way; one that is there already is returned.
  ///
  /// - Throws: ``UnrollError`` when a dataset is in the way.
  @discardableResult
  public func createGroup(_ path: String) throws -> HDF5NewGroup {
    try checkedNames(path).reduce(self) { try $0.madeGroup($1) }
  }

  /// Writes 32-bit floats; a tensor without axes becomes a scalar.
  ///
  /// - Parameters:
  ///   - tensor: the numbers.
  ///   - path: where to, from this group on; groups on the way are made.
  /// - Returns: the new dataset, to set attributes of.
  /// - Throws: ``UnrollError`` when the name is taken.
  @discardableResult
  public func write(_ tensor: Tensor<Float>, to path: String) throws -> HDF5NewDataset {
    try create(path, unroll_h5_file_float32(), tensor.shape) { dataset in
      tensor.withRef { view in
        view.count == 0 ? 0 : Self.fill(dataset, unroll_h5_native_float(), view.pointer)
      }
    }
  }

  /// Writes 32-bit integers; a tensor without axes becomes a scalar.
  ///
  /// - Parameters:
  ///   - tensor: the numbers.
  ///   - path: where to, from this group on; groups on the way are made.
  /// - Returns: the new dataset, to set attributes of.
  /// - Throws: ``UnrollError`` when the name is taken.
  @discardableResult
  public func write(_ tensor: Tensor<Int32>, to path: String) throws -> HDF5NewDataset {
    try create(path, unroll_h5_file_int32(), tensor.shape) { dataset in
      tensor.withRef { view in
        view.count == 0 ? 0 : Self.fill(dataset, unroll_h5_native_int32(), view.pointer)
      }
    }
  }

  /// Writes 64-bit integers in row-major order.
  ///
  /// - Parameters:
  ///   - integers: the numbers, as many as the shape counts.
  ///   - shape: the sizes of the axes; none, which is the default, for a scalar.
  ///   - path: where to, from this group on; groups on the way are made.
  /// - Returns: the new dataset, to set attributes of.
  /// - Throws: ``UnrollError`` when the numbers do not fit the shape, or the name is taken.
  @discardableResult
  public func write(
    _ integers: [Int64], shape: Shape = [], to path: String
  ) throws -> HDF5NewDataset {
    guard integers.count == shape.count else {
      throw UnrollError(
        .shapeMismatch, "the numbers do not fit the shape", path: [self.path, path],
        expected: "\(shape.count) for \(shape)", found: "\(integers.count)")
    }
    return try create(path, unroll_h5_file_int64(), shape) { dataset in
      integers.withUnsafeBytes { bytes in
        bytes.isEmpty ? 0 : Self.fill(dataset, unroll_h5_native_int64(), bytes.baseAddress)
      }
    }
  }

  private static func fill(
    _ dataset: hid_t, _ type: hid_t, _ memory: UnsafeRawPointer?
  ) -> herr_t {
    H5Dwrite(dataset, type, unroll_h5_all(), unroll_h5_all(), unroll_h5_default(), memory)
  }

  /// Makes a dataset and lets `fill` write its elements.
  private func create(
    _ path: String, _ type: hid_t, _ shape: Shape, fill: (hid_t) -> herr_t
  ) throws -> HDF5NewDataset {
    let names = try checkedNames(path)
    let name = names[names.count - 1]
    let parent = try names.dropLast().reduce(self) { try $0.madeGroup($1) }
    return try parent.session {
      let space = try HDF5Space.make(shape.dimensions)
      let properties = try HDF5Library.handle(
        H5Pcreate(unroll_h5_dataset_create()), "libhdf5 cannot prepare a dataset")
      _ = H5Pset_obj_track_times(properties.id, false)
      let id = H5Dcreate2(
        parent.handle.id, name, type, space.id, unroll_h5_default(), properties.id,
        unroll_h5_default())
      let handle = try locating(name) {
        try HDF5Library.handle(id, "the dataset cannot be made")
      }
      _ = try HDF5Library.checked(fill(handle.id), "the numbers cannot be written")
      return HDF5NewDataset(handle, names: parent.names + [name])
    }
  }

  /// The names of a path, at least one and none of them empty.
  private func checkedNames(_ path: String) throws -> [String] {
    let names = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    let strange = names.contains { $0.isEmpty || $0 == "." || $0.utf8.contains(0) }
    guard !strange else {
      throw UnrollError(
        .invalidInput, "this is no path in an HDF5 file", path: [self.path], found: path)
    }
    return names
  }

  /// The group of one name, which is made if it is missing.
  private func madeGroup(_ name: String) throws -> HDF5NewGroup {
    try session {
      let usual = unroll_h5_default()
      let isThere = try HDF5Library.checked(
        H5Lexists(handle.id, name, usual), "the group cannot be searched")
      let id =
        isThere > 0
        ? H5Oopen(handle.id, name, usual) : H5Gcreate2(handle.id, name, usual, usual, usual)
      let made = try locating(name) { try HDF5Library.handle(id, "the group cannot be made") }
      guard H5Iget_type(made.id) == H5I_GROUP else {
        throw UnrollError(.invalidInput, "a dataset has this name", path: [name])
      }
      return HDF5NewGroup(made, names: names + [name])
    }
  }

  /// Runs `body` inside libhdf5 and puts this group's place in front of its errors.
  private func session<Result>(_ body: () throws -> Result) throws -> Result {
    try locating(path) { try HDF5Library.locked(body) }
  }
}
