@testable import UnrollArchive

/// A sound zip archive of uncompressed members in memory: mutations then reach what reads the
/// members, where a mutated archive would end at the first checksum.
struct StoredZip {
  private var bytes = LittleEndianWriter()
  private var directory = LittleEndianWriter()
  private var count = 0

  /// Adds a member; none may have the name yet.
  mutating func add(_ name: String, _ data: [UInt8]) {
    let offset = UInt32(bytes.bytes.count)
    let common = Self.common(name, data)
    bytes.append(ZipFormat.localHeader)
    bytes.append(common)
    bytes.append(Array(name.utf8))
    bytes.append(data)
    directory.append(ZipFormat.centralHeader)
    directory.append(ZipFormat.version)
    directory.append(common)
    directory.append([UInt8](repeating: 0, count: 10))  // comment, disk, attributes
    directory.append(offset)
    directory.append(Array(name.utf8))
    count += 1
  }

  /// The archive.
  func finish() -> [UInt8] {
    var end = LittleEndianWriter()
    end.append(bytes.bytes)
    end.append(directory.bytes)
    end.append(ZipFormat.endOfDirectory)
    end.append(UInt32(0))  // disks
    end.append(UInt16(count))
    end.append(UInt16(count))
    end.append(UInt32(directory.bytes.count))
    end.append(UInt32(bytes.bytes.count))
    end.append(UInt16(0))  // comment
    return end.bytes
  }

  /// What both headers have in common, from the version on.
  private static func common(_ name: String, _ data: [UInt8]) -> [UInt8] {
    var header = LittleEndianWriter()
    header.append(ZipFormat.version)
    header.append(UInt16(0))  // flags
    header.append(ZipFormat.stored)
    header.append(UInt16(0))  // time
    header.append(ZipFormat.firstDate)
    header.append(Checksum.of(data.span.bytes))
    header.append(UInt32(data.count))
    header.append(UInt32(data.count))
    header.append(UInt16(name.utf8.count))
    header.append(UInt16(0))  // extra
    return header.bytes
  }
}
