/// One text with its label: a review and whether it praises.
public struct LabeledText: Hashable, Sendable {
  /// Where the text comes from: the entry of an archive, a file, or a line.
  public let name: String
  /// The index of the label in ``LabeledTextArchive/labels``.
  public let label: Int
  /// The text as valid UTF-8, not copied: a slice of all texts.
  public let bytes: ArraySlice<UInt8>

  /// The text as a string.
  public var text: String { String(decoding: bytes, as: UTF8.self) }
}

/// Labelled texts in a fixed order, kept in one block of memory.
///
/// 25 000 strings would be as many allocations; here they are one array of bytes and their ends,
/// and an element is made when it is asked for.
public struct LabeledTexts: Sendable, Hashable {
  private var texts = PackedBytes()
  private var names = PackedBytes()
  /// The label of every text, as an index into ``LabeledTextArchive/labels``.
  public private(set) var labels: [Int32] = []

  /// Creates an empty collection.
  public init() {}

  /// The bytes of all texts together.
  public var byteCount: Int { texts.byteCount }

  /// The bytes of one text as valid UTF-8, not copied.
  public func bytes(at index: Int) -> ArraySlice<UInt8> { texts[index] }

  /// How many texts have a label.
  public func count(ofLabel label: Int) -> Int {
    labels.reduce(0) { $0 + ($1 == Int32(label) ? 1 : 0) }
  }
}

extension LabeledTexts: RandomAccessCollection {
  /// The index of the first text.
  public var startIndex: Int { 0 }
  /// The index after the last text.
  public var endIndex: Int { labels.count }

  /// One text with its label and name.
  public subscript(index: Int) -> LabeledText {
    LabeledText(
      name: String(decoding: names[index], as: UTF8.self), label: Int(labels[index]),
      bytes: texts[index])
  }
}

// MARK: - Building

extension LabeledTexts {
  /// Adds a text.
  ///
  /// - Parameters:
  ///   - bytes: The text, which may begin with a byte order mark.
  ///   - name: Where the text comes from.
  ///   - label: The index of its label.
  /// - Throws: `UnrollError`, without a path, if the bytes are not UTF-8.
  mutating func append(_ bytes: ArraySlice<UInt8>, name: String, label: Int32) throws {
    try UTF8Check.validate(bytes)
    texts.append(UTF8Check.withoutByteOrderMark(bytes))
    names.append(name.utf8)
    labels.append(label)
  }

  /// Gives every label another index: label `i` becomes `indices[i]`.
  mutating func relabel(_ indices: [Int32]) { labels = labels.map { indices[Int($0)] } }

  /// Gives back memory that was reserved for more texts.
  mutating func trim() {
    texts.trim()
    names.trim()
    labels = labels.withUnsafeBufferPointer { Array($0) }
  }
}

/// Byte strings one after another in one array.
private struct PackedBytes: Sendable, Hashable {
  private var bytes: [UInt8] = []
  private var ends: [Int] = []

  var byteCount: Int { bytes.count }

  subscript(index: Int) -> ArraySlice<UInt8> {
    bytes[(index == 0 ? 0 : ends[index - 1])..<ends[index]]
  }

  mutating func append(_ string: some Collection<UInt8>) {
    bytes.append(contentsOf: string)
    ends.append(bytes.count)
  }

  mutating func trim() {
    bytes = bytes.withUnsafeBufferPointer { Array($0) }
    ends = ends.withUnsafeBufferPointer { Array($0) }
  }
}
