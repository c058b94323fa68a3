import UnrollTensor

/// How a value of a smaller shape is repeated to fill a larger one: axes of size 1 stay at their
/// only place.
struct RepeatedAxes: Sendable {
  /// For each element of a sample of the large shape its place in a sample of the small one; nil if
  /// both are the same.
  private let places: [Int32]?
  private let largeSize, smallSize: Int

  init(_ small: Shape, in large: Shape) {
    (largeSize, smallSize) = (large.droppingFirst().count, small.droppingFirst().count)
    let sizes = Self.padded(small, rank: large.rank)
    guard sizes != large.dimensions else {
      places = nil
      return
    }
    var places: [Int32] = [0]
    var stride = smallSize
    for (axis, size) in large.dimensions.enumerated().dropFirst() {
      stride /= max(sizes[axis], 1)
      let step = Int32(sizes[axis] == 1 ? 0 : stride)
      places = places.flatMap { place in (0..<Int32(size)).map { place + $0 * step } }
    }
    self.places = places
  }

  /// The shape that all of some shapes can be repeated to.
  ///
  /// - Throws: `UnrollError` that names the shapes, if there is none.
  static func commonShape(_ shapes: [Shape]) throws -> Shape {
    let rank = shapes.map(\.rank).max() ?? 1
    let sizes = shapes.map { padded($0, rank: rank) }
    let common = (0..<rank).map { axis -> Int? in
      let wanted = Set(sizes.map { $0[axis] }).subtracting([1])
      return wanted.count > 1 ? nil : wanted.first ?? 1
    }
    guard !common.contains(nil) else {
      throw UnrollError(
        .shapeMismatch, "the values that are to be merged differ in shape",
        expected: "equal sizes, or 1",
        found: shapes.map { $0.droppingFirst().description }.joined(separator: " and "))
    }
    return Shape(common.compactMap(\.self))
  }

  private static func padded(_ shape: Shape, rank: Int) -> [Int] {
    let missing = [Int](repeating: 1, count: rank - shape.rank)
    return [shape[0]] + missing + shape.dimensions.dropFirst()
  }

  /// The place in the small value of a place in the large one.
  func source(of place: Int) -> Int {
    guard let places else { return place }
    let (row, rest) = place.quotientAndRemainder(dividingBy: largeSize)
    return row * smallSize + Int(places[rest])
  }

  /// Runs `body` for all places of the large value of some rows, with those in the small one.
  func forEachPlace(rows: Int, _ body: (_ place: Int, _ source: Int) -> Void) {
    for place in 0..<(rows * largeSize) { body(place, source(of: place)) }
  }

  /// Changes every number of a large value by that of a small one.
  func forEachPair(
    _ large: TensorRef<Float>, _ small: TensorRef<Float>, _ body: (inout Float, Float) -> Void
  ) {
    guard large.count > 0 else { return }
    let (target, numbers) = (large.pointer, small.pointer)
    guard places != nil else {
      for place in 0..<large.count { body(&target[place], numbers[place]) }
      return
    }
    forEachPlace(rows: large.shape[0]) { body(&target[$0], numbers[$1]) }
  }
}
