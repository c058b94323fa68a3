import UnrollTensor

// The cell runs over steps, so its numbers lie `[time, batch]`; a model's lie `[batch, time]`.

extension TensorRef {
  /// Copies `[batch, time]` to `[time, batch]`, from the last step on if reversed.
  @inline(__always)
  func copyTimeMajor(into target: TensorRef, reversed: Bool) {
    let (batch, time) = (shape[0], shape[1])
    precondition(target.shape[0] == time && target.shape[1] == batch, "steps outside, rows inside")
    guard count > 0 else { return }
    let (source, result) = (pointer, target.pointer)
    for row in 0..<batch {
      for step in 0..<time {
        let place = reversed ? time - 1 - step : step
        result[step * batch + row] = source[row * stride + place]
      }
    }
  }
}

extension TensorRef where Scalar == Int32 {
  /// Fills `[time, batch]` with the row numbers of a flattened `[batch, time]` input, or of samples
  /// that begin at other rows.
  func numberTimeMajor(reversed: Bool, starts: TensorRef<Int32>? = nil) {
    let (time, batch) = (shape[0], shape[1])
    guard count > 0 else { return }
    let numbers = pointer
    for step in 0..<time {
      let place = reversed ? time - 1 - step : step
      for row in 0..<batch {
        let start = starts.map { $0[0, row] } ?? Int32(row * time)
        numbers[step * batch + row] = start + Int32(place)
      }
    }
  }

  /// Puts -1, the number of no row, where a mask is 0.
  func markAbsent(_ mask: TensorRef<UInt8>) {
    precondition(mask.count == count, "a mask has a byte for each number")
    guard count > 0 else { return }
    let (numbers, bytes) = (pointer, mask.pointer)
    for index in 0..<count where bytes[index] == 0 { numbers[index] = -1 }
  }

  /// Fills this view with the inverse of a permutation of its indices.
  func invert(_ permutation: TensorRef<Int32>) {
    precondition(permutation.count == count, "an inverse has as many numbers")
    guard count > 0 else { return }
    let (source, target) = (permutation.pointer, pointer)
    for index in 0..<count { target[Int(source[index])] = Int32(index) }
  }
}

extension TensorRef where Scalar == Float {
  /// Copies rows `[steps, batch]` of some steps to their places in this `[batch, time, …]`.
  ///
  /// - Parameters:
  ///   - rows: the rows.
  ///   - numbers: which rows they are, ascending; the others are zero. Nil for all.
  ///   - steps: the steps.
  ///   - reversed: whether step t lies at T − 1 − t.
  func placeTimeMajor(
    _ rows: TensorRef, numbers: TensorRef<Int32>?, steps: Range<Int>, reversed: Bool
  ) {
    let (batch, time) = (shape[0], shape[1])
    precondition(
      rows.rows == numbers?.count ?? (steps.count * batch), "a row for each step that counts")
    let all = flattened
    var next = 0
    for number in 0..<steps.count * batch {
      let step = steps.lowerBound + number / batch
      let place = number % batch * time + (reversed ? time - 1 - step : step)
      let target = all.slices(place..<(place + 1))
      if next < rows.rows, numbers.map({ Int($0[0, next]) == number }) ?? true {
        target.assign(rows.slices(next..<(next + 1)))
        next += 1
      } else {
        target.fill(0)
      }
    }
  }
}
