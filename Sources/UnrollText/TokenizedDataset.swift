public import UnrollTensor

/// Labelled texts as ids, all in two flat arrays.
///
/// Shuffling and splitting only permute and cut a list of indices: the ids are shared by all
/// datasets that were made from one.
public struct TokenizedDataset: Sendable {
  /// The ids of all texts, one after another, in the order of the corpus.
  public let ids: [Int32]
  /// Where each text of the corpus begins in ``ids``, and the end of the last one.
  public let offsets: [Int]
  /// The label of each text of the corpus.
  public let labels: [Float]
  /// The most ids of a text: the time steps of a batch.
  public let length: Int
  /// The texts of this dataset in its order, as places in the corpus.
  public let order: [Int]

  /// The number of texts.
  public var count: Int { order.count }

  /// Creates a dataset of the whole corpus from its arrays.
  ///
  /// - Parameters:
  ///   - ids: The ids of all texts, one after another.
  ///   - offsets: Where each text begins, and the end of the last one.
  ///   - labels: A label for each text.
  ///   - length: The most ids of a text.
  /// - Throws: `UnrollError` if the arrays do not fit together.
  public init(ids: [Int32], offsets: [Int], labels: [Float], length: Int) throws {
    guard offsets.count == labels.count + 1 else {
      throw UnrollError(
        .shapeMismatch, "there must be a label for every text",
        expected: "\(max(offsets.count - 1, 0)) labels", found: "\(labels.count)",
        hint: "give as many labels as texts")
    }
    let isAscending = zip(offsets, offsets.dropFirst()).allSatisfy { $0 <= $1 }
    guard isAscending, offsets[0] == 0, offsets[labels.count] == ids.count, length > 0 else {
      throw UnrollError(
        .invalidInput, "the offsets of the texts do not fit their ids",
        expected: "ascending offsets from 0 to \(ids.count)")
    }
    self.init(corpus: (ids, offsets, labels), length: length, order: Array(labels.indices))
  }

  private init(
    corpus: (ids: [Int32], offsets: [Int], labels: [Float]), length: Int, order: [Int]
  ) {
    (ids, offsets, labels) = corpus
    self.length = length
    self.order = order
  }

  /// The ids of one text.
  ///
  /// - Precondition: the index lies in `0..<count`.
  public subscript(index: Int) -> ArraySlice<Int32> {
    let place = order[index]
    return ids[offsets[place]..<offsets[place + 1]]
  }

  /// The label of one text.
  ///
  /// - Parameter index: The place of the text in this dataset.
  /// - Returns: Its label.
  /// - Precondition: the index lies in `0..<count`.
  public func label(at index: Int) -> Float { labels[order[index]] }

  /// Copies a text into a row of a batch, cut and padded at the end.
  ///
  /// - Parameters:
  ///   - index: The place of the text in this dataset.
  ///   - row: The places to fill, as one row.
  public func copy(_ index: Int, into row: TensorRef<Int32>) {
    Padding.copy(self[index], into: row)
  }

  /// The same texts in a random order, the same for the same seed.
  ///
  /// - Parameter seed: Decides the order.
  /// - Returns: A dataset that shares the ids.
  public func shuffled(seed: UInt64) -> TokenizedDataset {
    var random = RandomSource(seed: seed)
    return with(order: random.permutation(count).map { order[$0] })
  }

  /// The first part of the texts, and the rest.
  ///
  /// - Parameter fraction: The share of the first part, which gets the whole number of texts below
  ///   or at `count * fraction`.
  /// - Returns: Two datasets that share the ids.
  /// - Precondition: the fraction lies in `0...1`.
  public func split(at fraction: Double) -> (first: TokenizedDataset, second: TokenizedDataset) {
    precondition((0...1).contains(fraction), "a dataset is split at a fraction of 0 to 1")
    let border = Int((Double(count) * fraction).rounded(.down))
    return (with(order: Array(order[..<border])), with(order: Array(order[border...])))
  }

  /// The first texts.
  ///
  /// - Parameter count: How many; all if there are fewer.
  /// - Returns: A dataset that shares the ids.
  public func prefix(_ count: Int) -> TokenizedDataset { with(order: Array(order.prefix(count))) }

  private func with(order: [Int]) -> TokenizedDataset {
    TokenizedDataset(corpus: (ids, offsets, labels), length: length, order: order)
  }
}
