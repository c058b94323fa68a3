import UnrollTensor

/// The links of a group, however it stores them.
enum HDF5LinkList {
  /// A B-tree and a heap of names.
  case old(HDF5SymbolTable)
  /// A fractal heap.
  case heap(HDF5IndexedHeap)
  /// Messages in the header of the group.
  case messages([HDF5ObjectHeader.Message])

  /// Finds the links of a group.
  init(_ visit: HDF5Visit, _ header: HDF5ObjectHeader) throws {
    if let table = header.first(.symbolTable) {
      self = .old(try HDF5SymbolTable(visit, visit.contents(table)))
      return
    }
    if let info = header.first(.linkInfo),
      let heap = try HDF5IndexedHeap(
        visit, visit.contents(info), orderBytes: 8, .childrenByName)
    {
      self = .heap(heap)
      return
    }
    self = .messages(header.messages.filter { $0.kind == .link })
  }

  /// The bytes of all names in the order in which they are stored.
  ///
  /// - Throws: ``UnrollError`` if they are more than the budget.
  func names(_ visit: HDF5Visit) throws -> [ArraySlice<UInt8>] {
    let most = visit.source.limits.children
    var (names, count) = ([ArraySlice<UInt8>](), 0)
    func take(_ link: HDF5Link) {
      count += 1
      if count <= most { names.append(link.name) }
    }
    switch self {
    case .old(let table): try table.each(visit, take)
    case .heap(let heap):
      count = heap.count
      guard count <= most else { break }
      count = 0
      try heap.each(visit) { message in
        take(try HDF5Link(message))
        return true
      }
    case .messages(let messages):
      for message in messages { take(try HDF5Link(visit.contents(message))) }
    }
    guard count <= most else {
      throw UnrollError(
        .limitExceeded, "the group has too many children", expected: "at most \(most)",
        found: "\(count)")
    }
    return names
  }

  /// The link of a name; nil if there is none.
  func link(_ name: [UInt8], _ visit: HDF5Visit) throws -> HDF5Link? {
    switch self {
    case .old(let table): return try table.link(name, visit)
    case .heap(let heap):
      var found: HDF5Link?
      try heap.each(visit, named: name) { message in
        let link = try HDF5Link(message)
        if link.name.elementsEqual(name) { found = link }
        return found == nil
      }
      return found
    case .messages(let messages):
      for message in messages {
        let link = try HDF5Link(visit.contents(message))
        if link.name.elementsEqual(name) { return link }
      }
      return nil
    }
  }
}
