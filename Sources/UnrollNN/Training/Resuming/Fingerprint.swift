import UnrollTensor

/// A digest of numbers and texts: the same data gives the same digest, other data another one.
///
/// It tells data that were changed by mistake, and is no protection from somebody who means to
/// deceive.
public struct Fingerprint: Sendable {
  private var state: UInt64 = 0x6A09_E667_F3BC_C908

  /// Creates the digest of nothing.
  public init() {}

  /// The digest in hexadecimal digits.
  public var text: String {
    let digits = String(mixed(state), radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  /// Adds a number.
  public mutating func add(_ number: UInt64) { state = mixed(state ^ number) }

  /// Adds a text.
  public mutating func add(_ text: String) {
    for byte in text.utf8 { add(UInt64(byte)) }
    add(UInt64(text.utf8.count))
  }

  /// Adds the bits of an array.
  mutating func add(_ array: TensorRef<Float>) {
    for row in 0..<array.rows {
      for column in 0..<array.columns { add(UInt64(array[row, column].bitPattern)) }
    }
  }

  /// Adds the integers of an array.
  mutating func add(_ array: TensorRef<Int32>) {
    for row in 0..<array.rows {
      for column in 0..<array.columns { add(UInt64(UInt32(bitPattern: array[row, column]))) }
    }
  }

  /// Two rounds of multiplying and folding: every bit of the number reaches every bit of the digest.
  private func mixed(_ number: UInt64) -> UInt64 {
    let once = (number ^ number >> 32) &* 0x9E37_79B9_7F4A_7C15
    return (once ^ once >> 29) &* 0xBF58_476D_1CE4_E5B9
  }
}

extension Dataset {
  /// How many samples there are, and a digest of all of them.
  ///
  /// - Throws: `UnrollError` if a sample cannot be read.
  func fingerprint() throws -> String {
    var digest = Fingerprint()
    for table in inputs.compactMap(\.table) { digest.add(table) }
    let batch = Batch(self, capacity: min(count, 64))
    for start in stride(from: 0, to: count, by: 64) {
      let indices = Array(start..<min(start + 64, count))
      try fill(batch, indices[...])
      digest.add(batch, rows: indices.count)
    }
    return "\(count) samples, digest \(digest.text)"
  }
}

extension Fingerprint {
  fileprivate mutating func add(_ batch: Batch, rows: Int) {
    for input in batch.inputs {
      let sources = input.sources(0..<rows)
      for source in sources { add(source) }
      if input.description.form != .dense {
        add(input.ids.slices(0..<rows))
      } else if sources.isEmpty {
        add(input.dense.slices(0..<rows))
      }
    }
    for target in batch.targets { add(target.slices(0..<rows)) }
    if let weights = batch.sampleWeights { add(weights.slices(0..<rows)) }
  }

  /// Adds rows from all over a table: other vectors differ everywhere, and a table of gigabytes is
  /// not to be read for this.
  fileprivate mutating func add(_ table: any RowTable) {
    add(UInt64(table.rowCount))
    add(UInt64(table.columnCount))
    let view = table.view
    for row in stride(from: 0, to: table.rowCount, by: max(table.rowCount / 1024, 1)) {
      add(view.slices(row..<(row + 1)))
    }
  }
}
