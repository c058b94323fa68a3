import Synchronization
import UnrollTensor

/// The rows of a table multiplied with a fixed input kernel, bias added, each kept from the first
/// time that it is needed: what is left of the input product of a text is looking its words up.
///
/// A row's product does not depend on the rows beside it, so results are the same to the bit,
/// whatever was kept before. Few words make up most of any text: the rows lie in the order of
/// their first use, the frequent ones close together. Memory is taken as rows come, up to
/// ``largestBytes``; beyond that, texts with new words are projected as if nothing were kept.
///
/// `@unchecked Sendable`: rows are written once, by the thread that reserved them, before their
/// numbers are known to others; numbers are read and written under the lock.
final class ProjectionCache: @unchecked Sendable {
  /// The most memory of one cache: for an LSTM of 50 units 335 000 different words.
  static let largestBytes = 256 << 20

  private let rows: Arena<Float>
  private let columns: Int
  private let capacity: Int
  /// For each row of the table its number here, 0 if it has none yet; guarded by ``used``.
  private let numbers: Arena<Int32>
  /// The rows in use, of which row 0 is that of the zero vector.
  private let used: Mutex<Int>

  /// Creates an empty cache.
  ///
  /// - Parameters:
  ///   - tableRows: the number of rows of the table.
  ///   - parameters: the kernel that the rows are multiplied with, and the bias.
  ///   - pass: a pass with these parameters.
  ///   - largestBytes: the most memory for rows.
  init(
    tableRows: Int, _ parameters: RecurrentParameters, _ pass: ForwardPass, largestBytes: Int
  ) {
    columns = pass[parameters.kernel].columns
    // Two threads may compute the same new row, each its own copy: there is room for some.
    let wanted = 1 + tableRows + min(tableRows, 1 << 14)
    capacity = max(1, min(wanted, largestBytes / max(4 * columns, 1)))
    rows = Arena(count: capacity * columns)
    numbers = Arena(count: tableRows)
    used = Mutex(1)
    parameters.addBias(to: rows.view(0, [1, columns]), pass)
  }

  /// Finds the products of rows, and computes those that are not kept yet.
  ///
  /// - Parameters:
  ///   - ids: row numbers of the table, contiguous; negative for the zero vector.
  ///   - source: the table.
  ///   - places: receives the rows of ``table`` that belong to them, as many.
  ///   - distinct: scratch, as many.
  ///   - slots: scratch for ``Kernels/distinct(_:places:distinct:slots:)``.
  ///   - parameters: the kernel and the bias.
  ///   - pass: a pass with these parameters.
  /// - Returns: false if there is no room left for new rows; nothing is valid then.
  func project(
    _ ids: TensorRef<Int32>, of source: TensorRef<Float>, into places: TensorRef<Int32>,
    distinct: TensorRef<Int32>, slots: TensorRef<Int32>, _ parameters: RecurrentParameters,
    _ pass: ForwardPass
  ) -> Bool {
    if find(ids, into: places) { return true }
    let distinct = distinct.columns(0..<ids.count)
    let number = Kernels.distinct(ids, places: places, distinct: distinct, slots: slots)
    let found = distinct.columns(0..<number)
    let numbers = slots.columns(0..<(number + 1))
    guard let rows = reserve(found, into: numbers) else { return false }
    let (new, target) = (found.columns(0..<rows.count), table.slices(rows))
    pass.kernels.multiply(source, pass[parameters.kernel], into: target, rows: new)
    parameters.addBias(to: target, pass)
    publish(rows, for: new)
    for index in 0..<places.count { places[0, index] = numbers[0, Int(places[0, index])] }
    return true
  }

  /// The rows; valid are those that ``project(_:of:into:distinct:slots:_:_:)`` points to.
  var table: TensorRef<Float> { rows.view(0, [capacity, columns]) }

  /// Looks numbers up.
  ///
  /// - Parameters:
  ///   - ids: row numbers of the table, contiguous; negative for the zero vector.
  ///   - places: receives the numbers, as many.
  /// - Returns: whether all of them are known; `places` is not to be used otherwise.
  private func find(_ ids: TensorRef<Int32>, into places: TensorRef<Int32>) -> Bool {
    guard ids.count > 0 else { return true }
    let (source, target, known) = (ids.pointer, places.pointer, numbers.whole)
    let (count, limit) = (ids.count, known.count)
    return used.withLock { _ in
      for index in 0..<count {
        let id = Int(source[index])
        precondition(id < limit, "ids are checked before a pass")
        let number = id < 0 ? 0 : known.pointer[id]
        if number == 0 && id >= 0 { return false }
        target[index] = number
      }
      return true
    }
  }

  /// Takes rows for those of the distinct `ids` that have none.
  ///
  /// - Parameters:
  ///   - ids: distinct row numbers, contiguous; the new ones move to the front, in their order.
  ///   - places: receives the number of each id, as many and one more, for the zero vector.
  /// - Returns: the rows to be filled, one for each of the new ids; nil if there is no room.
  private func reserve(_ ids: TensorRef<Int32>, into places: TensorRef<Int32>) -> Range<Int>? {
    let known = numbers.whole
    return used.withLock { used in
      var new = 0
      for index in 0..<ids.count {
        let id = ids[0, index]
        var number = known[0, Int(id)]
        if number == 0 {
          number = Int32(used + new)
          ids[0, new] = id
          new += 1
        }
        places[0, index] = number
      }
      places[0, ids.count] = 0
      guard used + new <= capacity else { return nil }
      defer { used += new }
      return used..<(used + new)
    }
  }

  /// Makes rows known after they were filled.
  ///
  /// - Parameters:
  ///   - range: the rows.
  ///   - ids: the ids that they belong to.
  private func publish(_ range: Range<Int>, for ids: TensorRef<Int32>) {
    let known = numbers.whole
    used.withLock { _ in
      for (index, number) in range.enumerated() {
        let id = Int(ids[0, index])
        // Another thread may have been first; its row holds the same bits.
        if known[0, id] == 0 { known[0, id] = Int32(number) }
      }
    }
  }
}

/// The caches of all recurrent layers of a model that read rows of one table.
final class ProjectionCaches: Sendable {
  /// The table of the model's input, kept alive; nil if the model looks up rows of its own.
  private let table: (any RowTable)?
  private let caches = Mutex<[Key: ProjectionCache]>([:])

  /// A kernel, and the place of the rows that it is multiplied with.
  private struct Key: Hashable {
    let kernel: Int
    let rows: Int
  }

  /// The most memory of each cache.
  let largestBytes: Int

  init(table: (any RowTable)?, largestBytes: Int = ProjectionCache.largestBytes) {
    self.table = table
    self.largestBytes = largestBytes
  }

  /// Whether this is about the same table, at the same place.
  func fit(_ other: (any RowTable)?) -> Bool {
    switch (table, other) {
    case (nil, nil): return true
    case (let mine?, let other?):
      let (mine, other) = (mine.view, other.view)
      return mine.shape == other.shape && mine.count > 0 && mine.pointer == other.pointer
    default: return false
    }
  }

  /// The cache for a kernel, made when it is first asked for.
  func cache(
    for parameters: RecurrentParameters, _ source: TensorRef<Float>, _ pass: ForwardPass
  ) -> ProjectionCache {
    let key = Key(kernel: parameters.kernel.index, rows: Int(bitPattern: source.pointer))
    return caches.withLock { caches in
      if let cache = caches[key] { return cache }
      let cache = ProjectionCache(
        tableRows: source.rows, parameters, pass, largestBytes: largestBytes)
      caches[key] = cache
      return cache
    }
  }
}
