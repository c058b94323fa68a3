import CUnrollKernels

extension Kernels {
  /// Multiplies matrices: `c = a · b`, or `c += a · b`.
  ///
  /// - Parameters:
  ///   - a: `[M, K]`; `[K, M]` if transposed; a table of `M` or `K` columns if `rows` is given.
  ///   - transposedA: whether the left factor is the transpose of `a`.
  ///   - b: `[K, N]`.
  ///   - c: `[M, N]`; must not overlap `a` or `b`.
  ///   - accumulate: whether to add to `c` instead of overwriting it.
  ///   - rows: takes row `rows[i]` of `a` for row `i`: `M` numbers, `K` if transposed, not negative.
  public func multiply(
    _ a: TensorRef<Float>, transposedA: Bool = false, _ b: TensorRef<Float>,
    into c: TensorRef<Float>, accumulate: Bool = false, rows: TensorRef<Int32>? = nil
  ) {
    let (m, n, k) = (c.rows, c.columns, b.rows)
    precondition(b.columns == n, "the right factor must have the columns of the product")
    precondition(a.columns == (transposedA ? m : k), "the left factor does not fit the product")
    let outer = transposedA ? k : m
    if let rows {
      rows.requireContiguous(outer, "rows")
    } else {
      precondition(a.rows == outer, "the left factor does not fit the product")
    }
    var call = unroll_gemm()
    (call.m, call.n, call.k) = (m, n, k)
    call.a = UnsafePointer(a.address)
    (call.a_row, call.a_column) = transposedA ? (1, a.stride) : (a.stride, 1)
    call.rows = UnsafePointer(rows?.address)
    call.rows_axis = transposedA ? 1 : 0
    (call.b, call.b_row) = (UnsafePointer(b.address), b.stride)
    (call.c, call.c_row) = (c.address, c.stride)
    call.accumulate = accumulate ? 1 : 0
    table.pointee.gemm(&call)
  }

  /// Writes the transpose of `input` `[R, C]` to the contiguous `output` `[C, R]`.
  public func transpose(_ input: TensorRef<Float>, into output: TensorRef<Float>) {
    output.requireMatrix(input.columns, input.rows, "a transposed matrix")
    output.requireContiguous(input.count, "a transposed matrix")
    table.pointee.transpose(
      input.address, input.stride, input.rows, input.columns, output.address)
  }

  /// Adds `row` to every row of `x`.
  public func addRow(_ row: TensorRef<Float>, to x: TensorRef<Float>) {
    row.requireContiguous(x.columns, "the row to add")
    table.pointee.add_row(x.address, x.stride, x.rows, x.columns, row.address)
  }

  /// Adds the sum of all rows of `x`, taken in their order, to `row`.
  public func sumRows(_ x: TensorRef<Float>, into row: TensorRef<Float>) {
    row.requireContiguous(x.columns, "the sum of rows")
    table.pointee.sum_rows(x.address, x.stride, x.rows, x.columns, row.address)
  }

  /// Adds row `i` of `x` to row `places[i]` of `output`, in the order of `i`.
  ///
  /// - Parameters:
  ///   - x: `[N, C]`, contiguous.
  ///   - places: `N` row numbers of `output`; rows with a negative number are left out.
  ///   - output: a table of `C` columns, contiguous.
  public func scatterAdd(
    _ x: TensorRef<Float>, places: TensorRef<Int32>, into output: TensorRef<Float>
  ) {
    places.requireContiguous(x.rows, "places")
    x.requireContiguous(x.count, "scattered rows")
    output.requireContiguous(output.count, "the table of sums")
    precondition(output.columns == x.columns, "scattered rows keep their columns")
    table.pointee.scatter_add(x.address, places.address, x.rows, x.columns, output.address)
  }

  /// Notes for each row whether any of its numbers differs from a value.
  ///
  /// - Parameters:
  ///   - x: a table, contiguous.
  ///   - value: the value.
  ///   - mask: receives 1 for each row that differs, 0 for the others.
  public func maskRows(
    of x: TensorRef<Float>, differingFrom value: Float, mask: TensorRef<UInt8>
  ) {
    x.requireContiguous(x.count, "the table")
    mask.requireContiguous(x.rows, "the mask")
    table.pointee.mask_rows(x.address, x.rows, x.columns, value, mask.address)
  }

  /// Finds the rows that are not all zero.
  ///
  /// - Parameters:
  ///   - x: a table, contiguous.
  ///   - rows: row numbers of `x`; those of rows that are not zero come to the front, in order.
  ///     Negative numbers stand for rows of zeros.
  ///   - places: receives for each number the place it came to; for rows of zeros their count.
  /// - Returns: how many rows are not zero.
  public func findRows(
    notZeroIn x: TensorRef<Float>, among rows: TensorRef<Int32>, places: TensorRef<Int32>
  ) -> Int {
    x.requireContiguous(x.count, "the table")
    rows.requireContiguous(rows.count, "row numbers")
    places.requireContiguous(rows.count, "places")
    return table.pointee.find_rows(
      x.address, x.columns, rows.address, rows.count, places.address)
  }

  /// Moves the rows that ``findRows(notZeroIn:among:places:)`` found to the front.
  ///
  /// - Parameters:
  ///   - x: a row for each place, contiguous.
  ///   - places: where each row goes; rows with a place of `count` or more stay.
  ///   - count: how many rows come to the front.
  public func compact(_ x: TensorRef<Float>, places: TensorRef<Int32>, count: Int) {
    x.requireContiguous(x.count, "rows")
    places.requireContiguous(x.rows, "places")
    guard count < x.rows else { return }
    table.pointee.compact(x.address, x.columns, places.address, x.rows, count)
  }

  /// Copies row `ids[i]` of `source` to row `i` of `output`; a negative id gives a row of zeros.
  ///
  /// - Parameters:
  ///   - source: a table of `C` columns, contiguous.
  ///   - ids: `N` row numbers of `source`, or negative.
  ///   - output: `[N, C]`, contiguous; the beginning of `source` itself if the ids ascend.
  public func gather(
    _ source: TensorRef<Float>, ids: TensorRef<Int32>, into output: TensorRef<Float>
  ) {
    ids.requireContiguous(output.rows, "ids")
    source.requireContiguous(source.count, "the table")
    output.requireContiguous(output.count, "gathered rows")
    precondition(output.columns == source.columns, "gathered rows keep their columns")
    table.pointee.gather(source.address, ids.address, output.rows, output.columns, output.address)
  }
}
