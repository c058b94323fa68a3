import CUnrollKernels

extension Kernels {
  /// The number of scratch elements that ``distinct(_:places:distinct:slots:)`` needs.
  public static func distinctSlots(count: Int) -> Int {
    var capacity = 2
    while capacity < 2 * count { capacity *= 2 }
    return capacity
  }

  /// Numbers the distinct ids in the order of their first appearance.
  ///
  /// - Parameters:
  ///   - ids: the ids; all views here are contiguous.
  ///   - places: as many elements: receives the number of each id, and the count of distinct ids
  ///     where the id is negative.
  ///   - distinct: as many elements: receives the ids by their numbers.
  ///   - slots: scratch of ``distinctSlots(count:)`` elements, or any larger power of two.
  /// - Returns: how many distinct ids there are.
  public static func distinct(
    _ ids: TensorRef<Int32>, places: TensorRef<Int32>, distinct: TensorRef<Int32>,
    slots: TensorRef<Int32>
  ) -> Int {
    ids.requireContiguous(ids.count, "ids")
    places.requireContiguous(ids.count, "places")
    distinct.requireContiguous(ids.count, "distinct ids")
    slots.requireContiguous(slots.count, "slots")
    precondition(
      slots.count >= distinctSlots(count: ids.count) && slots.count.nonzeroBitCount == 1,
      "slots must be a power of two of at least twice the ids")
    return unroll_distinct(
      ids.address, ids.count, places.address, distinct.address, slots.address, slots.count)
  }
}
