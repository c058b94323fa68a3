extension TensorRef {
  /// The address for a C kernel that accepts a null pointer where there are no elements.
  var address: UnsafeMutablePointer<Scalar>? { count == 0 ? nil : pointer }

  /// Stops the program unless the view holds `count` elements one after another.
  func requireContiguous(_ count: Int, _ what: @autoclosure () -> String) {
    precondition(
      self.count == count && isContiguous, "\(what()) must be \(count) elements in a row")
  }

  /// Stops the program unless the view is a matrix of `rows` by `columns`.
  func requireMatrix(_ rows: Int, _ columns: Int, _ what: @autoclosure () -> String) {
    precondition(
      self.rows == rows && self.columns == columns, "\(what()) must be [\(rows), \(columns)]")
  }
}
