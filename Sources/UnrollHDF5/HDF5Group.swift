import CHDF5
import UnrollTensor

/// A folder in an HDF5 file.
///
/// Paths such as `layers/lstm/cell` are walked name by name, and only ordinary (hard) links are
/// followed: soft and external links could lead anywhere.
public struct HDF5Group: Sendable {
  let object: HDF5Object

  init(_ object: HDF5Object) { self.object = object }

  /// The place in the file, as `/layers/lstm`.
  public var path: String { object.place }

  /// The attributes of the group.
  public var attributes: HDF5Attributes { HDF5Attributes(object) }

  /// The names of the children, sorted by their bytes.
  ///
  /// - Throws: ``UnrollError`` when the group is damaged or has more children than allowed.
  public func childNames() throws -> [String] {
    try object.session {
      var info = H5G_info_t()
      _ = try HDF5Library.checked(H5Gget_info(object.id, &info), "the group cannot be read")
      guard info.nlinks <= object.limits.children else {
        throw UnrollError(
          .limitExceeded, "the group has too many children",
          expected: "at most \(object.limits.children)", found: "\(info.nlinks)")
      }
      return try unsortedNames().sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
  }

  /// Whether there is something at `path`, even if it may not be opened.
  ///
  /// - Throws: ``UnrollError`` when a group on the way is damaged.
  public func has(_ path: String) throws -> Bool {
    let names = try checkedNames(path)
    guard let (parent, name) = try parent(of: names, make: false) else { return false }
    return try parent.object.session { try parent.exists(name) }
  }

  /// The group or dataset at `path`.
  ///
  /// - Throws: ``UnrollError`` when there is none, or a link leads elsewhere.
  public func child(_ path: String) throws -> HDF5Child {
    let names = try checkedNames(path)
    guard let (parent, name) = try parent(of: names, make: false) else { throw missing(path) }
    guard let child = try parent.directChild(name) else { throw missing(path) }
    return child
  }

  /// The group at `path`.
  ///
  /// - Throws: ``UnrollError`` when there is none.
  public func group(_ path: String) throws -> HDF5Group {
    guard case .group(let group) = try child(path) else {
      throw UnrollError(
        .corruptFile, "this is not what was looked for", path: [object.place, path],
        expected: "a group", found: "a dataset")
    }
    return group
  }

  /// The dataset at `path`.
  ///
  /// - Throws: ``UnrollError`` when there is none.
  public func dataset(_ path: String) throws -> HDF5Dataset {
    guard case .dataset(let dataset) = try child(path) else {
      throw UnrollError(
        .corruptFile, "this is not what was looked for", path: [object.place, path],
        expected: "a dataset", found: "a group")
    }
    return dataset
  }

  /// Makes the group at `path`, with the groups on the way; one that is there already is returned.
  ///
  /// - Throws: ``UnrollError`` when the file is open for reading only, or a dataset is in the way.
  @discardableResult
  public func createGroup(_ path: String) throws -> HDF5Group {
    let names = try checkedNames(path)
    return try names.reduce(self) { try $0.madeGroup($1) }
  }

  /// The group that is to hold the last of `names`, and that name; nil if a group is missing.
  func parent(of names: [String], make: Bool) throws -> (HDF5Group, String)? {
    var group = self
    for name in names.dropLast() {
      if make {
        group = try group.madeGroup(name)
      } else {
        guard case .group(let next) = try group.directChild(name) else { return nil }
        group = next
      }
    }
    return names.last.map { (group, $0) }
  }

  /// The names of a path, none of them empty.
  func checkedNames(_ path: String) throws -> [String] {
    let names = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    let strange = names.contains { $0.isEmpty || $0 == "." || $0.utf8.contains(0) }
    guard !strange else {
      throw UnrollError(
        .invalidInput, "this is no path in an HDF5 file", path: [object.place], found: path)
    }
    guard object.path.count + names.count <= object.limits.depth else {
      throw UnrollError(
        .limitExceeded, "the path is too deep", path: [object.place],
        expected: "at most \(object.limits.depth) names")
    }
    return names
  }

  private func madeGroup(_ name: String) throws -> HDF5Group {
    if let child = try directChild(name) {
      guard case .group(let group) = child else {
        throw UnrollError(.invalidInput, "a dataset has this name", path: [object.place, name])
      }
      return group
    }
    return try object.session {
      let id = H5Gcreate2(
        object.id, name, unroll_h5_default(), unroll_h5_default(), unroll_h5_default())
      return HDF5Group(
        object.child(name, try HDF5Library.handle(id, "the group cannot be made", as: .io)))
    }
  }

  private func missing(_ path: String) -> UnrollError {
    UnrollError(.notFound, "the file has nothing here", path: [object.place, path])
  }
}

extension HDF5Group {
  /// The child of one name, or nil if there is none; only hard links are followed.
  private func directChild(_ name: String) throws -> HDF5Child? {
    try object.session { () throws -> HDF5Child? in
      guard try exists(name) else { return nil }
      try locating(name) { try checkLink(name) }
      let id = H5Oopen(object.id, name, unroll_h5_default())
      let handle = try locating(name) { try HDF5Library.handle(id, "the object is damaged") }
      switch H5Iget_type(handle.id) {
      case H5I_GROUP: return .group(HDF5Group(object.child(name, handle)))
      case H5I_DATASET: return .dataset(try HDF5Dataset(object.child(name, handle)))
      default:
        throw UnrollError(
          .unsupported, "this is neither a group nor a dataset", path: [name])
      }
    }
  }

  private func exists(_ name: String) throws -> Bool {
    let status = H5Lexists(object.id, name, unroll_h5_default())
    return try HDF5Library.checked(status, "the group cannot be searched") > 0
  }

  private func checkLink(_ name: String) throws {
    let kind = unroll_h5_link_kind(object.id, name)
    if kind == unroll_h5_link_hard.rawValue { return }
    _ = try HDF5Library.checked(kind, "the link is damaged")
    let kinds = [
      unroll_h5_link_soft.rawValue: "soft", unroll_h5_link_external.rawValue: "external",
    ]
    throw UnrollError(
      .unsupported, "links that can lead elsewhere are not followed",
      expected: "an object of this file", found: "a link of kind \(kinds[kind] ?? "user-defined")")
  }

  private func unsortedNames() throws -> [String] {
    var names: [[UInt8]] = []
    let status = withUnsafeMutablePointer(to: &names) { names in
      unroll_h5_each_name(object.id, names) { context, name in
        guard let context, let name else { return }
        let bytes = UnsafeBufferPointer(start: name, count: strlen(name))
        context.assumingMemoryBound(to: [[UInt8]].self).pointee
          .append(bytes.map(UInt8.init(bitPattern:)))
      }
    }
    _ = try HDF5Library.checked(status, "the names of the children cannot be read")
    return try names.map(HDF5Text.decoded)
  }
}
