import UnrollTensor

/// A store of texts of any length, to which attributes refer by address and index.
///
/// A signature, version and size, then texts, each with index, size and bytes that are padded.
struct HDF5GlobalHeap {
  /// Where each text lies, by its index.
  private let texts: [Int: Range<Int>]
  private let start: Int

  /// Reads the heap at an address.
  init(_ visit: HDF5Visit, at address: Int) throws {
    let headBytes = Self.headBytes(visit.source)
    var head = HDF5Cursor(visit.source, try visit.range(at: address, count: headBytes))
    start = head.position
    try head.expect("GCOL", "a heap of texts")
    try head.version(1...1, "a heap of texts")
    try head.skip(3)
    var cursor = try visit.cursor(at: address, count: head.length())
    try cursor.skip(headBytes)
    var texts: [Int: Range<Int>] = [:]
    // What is too short for a text at the end is not used.
    while cursor.count >= headBytes {
      guard let (index, text) = try Self.text(&cursor) else { continue }
      guard texts.updateValue(text, forKey: index) == nil else {
        throw HDF5Damage.error("two texts have the same index", at: text.lowerBound)
      }
    }
    self.texts = texts
  }

  /// The bytes of the head of a heap, and of that of a text: 8 and a length, padded as texts are.
  private static func headBytes(_ source: HDF5Source) -> Int {
    8 + (source.lengthWidth + 7) / 8 * 8
  }

  /// The next text; nil for free space, which has the index 0.
  private static func text(_ cursor: inout HDF5Cursor) throws -> (Int, Range<Int>)? {
    let start = cursor.position
    let index = try cursor.number(2)
    try cursor.skip(6)
    let size = try cursor.length()
    let head = headBytes(cursor.source)
    try cursor.skip(head - (cursor.position - start))
    guard index == 0 else {
      let text = try cursor.take(size)
      try cursor.skip(min((8 - size % 8) % 8, cursor.count))
      return (index, text)
    }
    // Free space counts its own head, and must not keep the reader in one place.
    guard size >= head else {
      throw HDF5Damage.error(
        "free space in a heap of texts is smaller than its head", at: start,
        expected: "at least \(head) bytes", found: "\(size)")
    }
    try cursor.skip(size - head)
    return nil
  }

  /// Where the text of an index lies.
  ///
  /// - Throws: ``UnrollError`` if there is none, or it is not of `length` bytes.
  func text(_ index: Int, length: Int) throws -> Range<Int> {
    guard let text = texts[index] else {
      throw HDF5Damage.error(
        "a text is missing", at: start, expected: "one of \(texts.count) texts",
        found: "index \(index)")
    }
    guard text.count == length else {
      throw HDF5Damage.error(
        "a text is not as long as the reference to it says", at: text.lowerBound,
        expected: "\(length) bytes", found: "\(text.count)")
    }
    return text
  }
}
