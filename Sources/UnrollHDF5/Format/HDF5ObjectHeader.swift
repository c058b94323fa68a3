import UnrollTensor

/// The messages that describe a group or a dataset.
///
/// There are two versions of the header. Both are lists of messages, each with a type, a size and
/// flags, in one block that messages of type "continuation" extend by further blocks.
struct HDF5ObjectHeader: Sendable {
  /// What a message is about, by the number in the file.
  enum Kind: Int, Sendable {
    case dataspace = 0x01
    case linkInfo = 0x02
    case datatype = 0x03
    case oldFillValue = 0x04
    case fillValue = 0x05
    case link = 0x06
    case externalFiles = 0x07
    case layout = 0x08
    case filters = 0x0B
    case attribute = 0x0C
    case continuation = 0x10
    case symbolTable = 0x11
    case attributeInfo = 0x15
    case cacheImage = 0x18
  }

  /// One message: what it is about, and where its contents lie.
  struct Message: Sendable {
    let kind: Kind
    /// Whether the contents only say where the contents are.
    let isShared: Bool
    let contents: Range<Int>
  }

  /// What the header of a block says of the messages in it.
  struct Form {
    /// The second version: checksums, and a shorter head of each message.
    var isNew: Bool
    /// Whether each message has a number that tells when it was made.
    var isOrdered: Bool

    var headBytes: Int { isNew ? (isOrdered ? 6 : 4) : 8 }
  }

  /// More messages than the largest header has; most of them are attributes or links.
  private static let maximumMessages = 1 << 17

  /// The address of the header, by which an object is known.
  let address: Int
  /// The messages that matter to reading.
  private(set) var messages: [Message] = []

  /// Reads the header at `address`.
  init(_ visit: HDF5Visit, at address: Int) throws {
    self.address = address
    var seen: Set<Int> = [address]
    var (pending, form) = try Self.firstBlock(visit, at: address)
    var next = 0
    while next < pending.count {
      let continuations = try take(pending[next], form)
      for message in continuations {
        let place = try Self.place(of: message, visit.source)
        guard seen.insert(place.address).inserted else {
          throw HDF5Damage.error(
            "the blocks of an object lead in a circle", at: message.contents.lowerBound)
        }
        pending.append(try Self.block(visit, place, form))
      }
      next += 1
    }
  }

  /// The only message of a kind, or the first one.
  func first(_ kind: Kind) -> Message? { messages.first { $0.kind == kind } }

  /// Takes the messages of a block, and returns those that lead to further blocks.
  private mutating func take(_ block: HDF5Cursor, _ form: Form) throws -> [Message] {
    var (cursor, continuations) = (block, [Message]())
    // What is too short for a message at the end of a block is not used.
    while cursor.count >= form.headBytes {
      guard let message = try Self.message(&cursor, form) else { continue }
      if message.kind == .continuation {
        continuations.append(message)
      } else {
        messages.append(message)
      }
      guard messages.count <= Self.maximumMessages else {
        throw UnrollError(
          .limitExceeded, "an object has too many attributes or links",
          expected: "at most \(Self.maximumMessages)")
      }
    }
    return continuations
  }

  /// The next message; nil if it does not matter.
  private static func message(_ cursor: inout HDF5Cursor, _ form: Form) throws -> Message? {
    let start = cursor.position
    let type = try cursor.number(form.isNew ? 1 : 2)
    let count = try cursor.number(2)
    let flags = try cursor.byte()
    try cursor.skip(form.headBytes - (cursor.position - start))
    let contents = try cursor.take(count)
    guard let kind = Kind(rawValue: type) else {
      // A message may say that whoever does not know it must not go on.
      guard flags & 0x80 == 0 || type <= 0x18 else {
        throw HDF5Damage.unsupported(
          "an object needs a newer HDF5", expected: "messages up to type 24", found: "type \(type)")
      }
      return nil
    }
    return Message(kind: kind, isShared: flags & 2 != 0, contents: contents)
  }
}

extension HDF5ObjectHeader {
  private struct Place {
    let address: Int
    let count: Int
  }

  /// The first block, behind the head of the header.
  private static func firstBlock(
    _ visit: HDF5Visit, at address: Int
  ) throws -> ([HDF5Cursor], Form) {
    var head = try visit.cursor(at: address, count: 16)
    let isNew = visit.source.bytes[head.position] == UInt8(ascii: "O")
    guard !isNew else { return try firstNewBlock(visit, at: address) }
    try head.version(1...1, "an object header")
    try head.skip(7)
    let block = try visit.cursor(at: address + 16, count: head.number(4))
    return ([block], Form(isNew: false, isOrdered: false))
  }

  /// The first block of the second version, behind times and limits if it has them.
  private static func firstNewBlock(
    _ visit: HDF5Visit, at address: Int
  ) throws -> ([HDF5Cursor], Form) {
    let room = min(visit.source.size - address, 64)
    var head = HDF5Cursor(visit.source, try visit.range(at: address, count: room))
    let start = head.position
    try head.expect("OHDR", "an object header")
    try head.version(2...2, "an object header")
    let flags = try head.byte()
    try head.skip((flags & 0x20 != 0 ? 16 : 0) + (flags & 0x10 != 0 ? 4 : 0))
    let size = try head.number(1 << (flags & 3))
    let prefix = head.position - start
    // Whatever size is claimed, no more is read than the file has.
    let (count, overflow) = size.addingReportingOverflow(prefix + 4)
    guard !overflow else { throw HDF5Damage.error("an object header is too large", at: start) }
    var block = try visit.checkedCursor(at: address, count: count, "an object header")
    try block.skip(prefix)
    return ([block], Form(isNew: true, isOrdered: flags & 4 != 0))
  }

  private static func place(of message: Message, _ source: HDF5Source) throws -> Place {
    var cursor = HDF5Cursor(source, message.contents)
    return Place(address: try cursor.definedAddress(), count: try cursor.length())
  }

  /// A further block; that of the second version has a signature and a checksum around it.
  private static func block(_ visit: HDF5Visit, _ place: Place, _ form: Form) throws -> HDF5Cursor {
    guard form.isNew else { return try visit.cursor(at: place.address, count: place.count) }
    var block = try visit.checkedCursor(
      at: place.address, count: place.count, "a further block of an object header")
    try block.expect("OCHK", "a further block of an object header")
    return block
  }
}

extension HDF5Visit {
  /// The contents of a message, also where they lie in another object's header.
  func contents(_ message: HDF5ObjectHeader.Message) throws -> HDF5Cursor {
    let cursor = HDF5Cursor(source, message.contents)
    guard message.isShared else { return cursor }
    return try shared(cursor, message.kind)
  }

  /// The contents of what a reference to another object's header, a "shared message", means.
  func shared(
    _ reference: HDF5Cursor, _ kind: HDF5ObjectHeader.Kind
  ) throws -> HDF5Cursor {
    var reference = reference
    let start = reference.position
    let version = try reference.version(1...3, "a shared message")
    let place = try reference.byte()
    guard version < 3 || place == 2 else {
      throw HDF5Damage.unsupported(
        "messages that objects share are not read", expected: "a named datatype",
        found: "a table of shared messages")
    }
    try reference.skip(version == 1 ? 6 : 0)
    let header = try HDF5ObjectHeader(self, at: reference.definedAddress())
    guard let message = header.first(kind), !message.isShared else {
      throw HDF5Damage.error("a reference leads to no named datatype", at: start)
    }
    return HDF5Cursor(source, message.contents)
  }
}
