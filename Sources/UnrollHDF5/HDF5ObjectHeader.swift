import UnrollTensor

/// The messages that describe a group or a dataset, found without libhdf5.
///
/// There are two versions of the header. Both are lists of messages, each with a type, a size and
/// flags, in one block that messages of type "continuation" extend by further blocks.
struct HDF5ObjectHeader {
  /// One message: its type, whether it only refers to another place, where its contents lie.
  struct Message {
    let type: Int
    let isShared: Bool
    let contents: Range<Int>
  }

  /// The type of a message that holds an attribute.
  static let attribute = 0x0C
  private static let continuation = 0x10
  /// More blocks than a sane header has, so that a cycle of them ends.
  private static let maximumBlocks = 1024

  let messages: [Message]

  /// Reads the header at `address`.
  init(_ bytes: HDF5Bytes, at address: Int) throws {
    _ = try bytes.range(address, count: 16)
    var (messages, pending) = ([Message](), [Range<Int>]())
    let isNew = bytes.has("OHDR", at: address)
    let flags = isNew ? try bytes.number(address + 5, width: 1) : 0
    pending.append(
      isNew
        ? try Self.firstBlock(bytes, at: address, flags: flags)
        : try bytes.range(address + 16, count: bytes.number(address + 8, width: 4)))
    for _ in 0..<Self.maximumBlocks {
      guard let block = pending.popLast() else {
        self.messages = messages
        return
      }
      let found = try Self.messages(bytes, block, isNew: isNew, isOrdered: flags & 4 != 0)
      messages += found
      for message in found where message.type == Self.continuation {
        pending.append(try Self.nextBlock(bytes, message.contents, isNew: isNew))
      }
    }
    throw HDF5Bytes.damaged()
  }

  /// The messages of the first block of the newer header, behind times and limits if it has them.
  private static func firstBlock(
    _ bytes: HDF5Bytes, at address: Int, flags: Int
  ) throws -> Range<Int> {
    let start = address + 6 + (flags & 0x20 != 0 ? 16 : 0) + (flags & 0x10 != 0 ? 4 : 0)
    let width = 1 << (flags & 3)
    return try bytes.range(start + width, count: bytes.number(start, width: width))
  }

  /// The block that a continuation names; the newer kind has a signature and a checksum around it.
  private static func nextBlock(
    _ bytes: HDF5Bytes, _ contents: Range<Int>, isNew: Bool
  ) throws -> Range<Int> {
    guard contents.count >= 16 else { throw HDF5Bytes.damaged() }
    let position = try bytes.number(contents.lowerBound, width: 8)
    let count = try bytes.number(contents.lowerBound + 8, width: 8)
    let block = try bytes.range(position, count: count)
    guard isNew else { return block }
    guard bytes.has("OCHK", at: position), count >= 8 else { throw HDF5Bytes.damaged() }
    return (block.lowerBound + 4)..<(block.upperBound - 4)
  }

  private static func messages(
    _ bytes: HDF5Bytes, _ block: Range<Int>, isNew: Bool, isOrdered: Bool
  ) throws -> [Message] {
    let prefix = isNew ? (isOrdered ? 6 : 4) : 8
    let typeWidth = isNew ? 1 : 2
    var (found, position) = ([Message](), block.lowerBound)
    while position + prefix <= block.upperBound {
      let count = try bytes.number(position + typeWidth, width: 2)
      let contents = try bytes.range(position + prefix, count: count)
      guard contents.upperBound <= block.upperBound else { throw HDF5Bytes.damaged() }
      let flags = try bytes.number(position + typeWidth + 2, width: 1)
      found.append(
        Message(
          type: try bytes.number(position, width: typeWidth), isShared: flags & 2 != 0,
          contents: contents))
      position = contents.upperBound
    }
    return found
  }
}
