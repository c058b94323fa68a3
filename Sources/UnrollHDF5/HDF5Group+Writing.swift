import CHDF5
public import UnrollTensor

/// Datasets are written as h5py writes arrays without options: one block, no compression, no time.
extension HDF5Group {
  /// Writes 32-bit floats; a tensor without axes becomes a scalar.
  ///
  /// - Parameters:
  ///   - tensor: the numbers.
  ///   - path: where to, from this group on; groups on the way are made.
  /// - Returns: the new dataset, to set attributes of.
  /// - Throws: ``UnrollError`` when the name is taken or the file is open for reading only.
  @discardableResult
  public func write(_ tensor: Tensor<Float>, to path: String) throws -> HDF5Dataset {
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
  /// - Throws: ``UnrollError`` when the name is taken or the file is open for reading only.
  @discardableResult
  public func write(_ tensor: Tensor<Int32>, to path: String) throws -> HDF5Dataset {
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
  /// - Throws: ``UnrollError`` when the numbers do not fit the shape, the name is taken, or the file
  ///   is open for reading only.
  @discardableResult
  public func write(
    _ integers: [Int64], shape: Shape = [], to path: String
  ) throws -> HDF5Dataset {
    guard integers.count == shape.count else {
      throw UnrollError(
        .shapeMismatch, "the numbers do not fit the shape", path: [object.place, path],
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
  ) throws -> HDF5Dataset {
    guard let (parent, name) = try parent(of: checkedNames(path), make: true) else {
      throw UnrollError(.invalidInput, "a dataset needs a name", path: [object.place])
    }
    return try parent.object.session {
      let space = try HDF5Space.make(shape.dimensions)
      let properties = try HDF5Library.handle(
        H5Pcreate(unroll_h5_dataset_create()), "libhdf5 cannot prepare a dataset", as: .io)
      _ = H5Pset_obj_track_times(properties.id, false)
      let id = H5Dcreate2(
        parent.object.id, name, type, space.id, unroll_h5_default(), properties.id,
        unroll_h5_default())
      let handle = try locating(name) {
        try HDF5Library.handle(id, "the dataset cannot be made", as: .io)
      }
      _ = try HDF5Library.checked(fill(handle.id), "the numbers cannot be written", as: .io)
      return try HDF5Dataset(parent.object.child(name, handle))
    }
  }
}

/// Dataspaces for what is written.
enum HDF5Space {
  /// A dataspace of these sizes; a scalar for none.
  static func make(_ dimensions: [Int]) throws -> HDF5Handle {
    let failure = "libhdf5 cannot prepare the shape"
    if dimensions.isEmpty {
      return try HDF5Library.handle(H5Screate(H5S_SCALAR), failure, as: .io)
    }
    let sizes = dimensions.map { hsize_t($0) }
    return try HDF5Library.handle(
      H5Screate_simple(Int32(sizes.count), sizes, nil), failure, as: .io)
  }
}
