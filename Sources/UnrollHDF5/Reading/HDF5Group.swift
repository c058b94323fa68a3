import UnrollTensor

/// A folder in an HDF5 file.
///
/// Paths such as `layers/lstm/cell` are walked name by name, and only ordinary (hard) links are
/// followed: soft and external links could lead anywhere.
public struct HDF5Group: Sendable {
  private let object: HDF5Object

  init(_ object: HDF5Object) { self.object = object }

  /// The place in the file, as `/layers/lstm`.
  public var path: String { object.place }

  /// The attributes of the group.
  public var attributes: HDF5Attributes { HDF5Attributes(object) }

  /// The place of the group in the file; two paths to the same group have the same.
  public var address: Int { object.header.address }

  /// The names of the children, sorted by their bytes.
  ///
  /// - Throws: ``UnrollError`` when the group is damaged or has more children than allowed.
  public func childNames() throws -> [String] {
    try object.visit { visit in
      let names = try HDF5LinkList(visit, object.header).names(visit)
      return try names.sorted { $0.lexicographicallyPrecedes($1) }.map(HDF5Text.decoded)
    }
  }

  /// Whether there is something at `path`, even if it may not be opened.
  ///
  /// - Throws: ``UnrollError`` when a group on the way is damaged.
  public func has(_ path: String) throws -> Bool {
    guard let (parent, name) = try parent(of: checkedNames(path)) else { return false }
    return try parent.object.visit { try parent.link(name, $0) != nil }
  }

  /// The group or dataset at `path`.
  ///
  /// - Throws: ``UnrollError`` when there is none, or a link leads elsewhere.
  public func child(_ path: String) throws -> HDF5Child {
    guard let (parent, name) = try parent(of: checkedNames(path)) else { throw missing(path) }
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

  /// The group that holds the last of `names`, and that name; nil if a group is missing.
  private func parent(of names: [String]) throws -> (HDF5Group, String)? {
    var group = self
    for name in names.dropLast() {
      guard case .group(let next) = try group.directChild(name) else { return nil }
      group = next
    }
    return names.last.map { (group, $0) }
  }

  /// The names of a path, none of them empty.
  private func checkedNames(_ path: String) throws -> [String] {
    let names = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    let strange = names.contains { $0.isEmpty || $0 == "." || $0.utf8.contains(0) }
    guard !strange else {
      throw UnrollError(
        .invalidInput, "this is no path in an HDF5 file", path: [object.place], found: path)
    }
    let depth = object.source.limits.depth
    guard object.path.count + names.count <= depth else {
      throw UnrollError(
        .limitExceeded, "the path is too deep", path: [object.place],
        expected: "at most \(depth) names")
    }
    return names
  }

  private func missing(_ path: String) -> UnrollError {
    UnrollError(.notFound, "the file has nothing here", path: [object.place, path])
  }

  /// The child of one name, or nil if there is none; only hard links are followed.
  private func directChild(_ name: String) throws -> HDF5Child? {
    try object.visit { visit in
      guard let link = try link(name, visit) else { return nil }
      return try locating(name) {
        let child = try object.child(name, at: link.address(), visit)
        if child.isGroup { return .group(HDF5Group(child)) }
        if child.isDataset { return .dataset(try HDF5Dataset(child, visit)) }
        throw UnrollError(
          .unsupported, "this is neither a group nor a dataset", expected: "links or elements")
      }
    }
  }

  private func link(_ name: String, _ visit: HDF5Visit) throws -> HDF5Link? {
    try HDF5LinkList(visit, object.header).link(Array(name.utf8), visit)
  }
}
