import UnrollTensor

extension Model {
  /// The table of layers that Keras prints, 76 columns wide.
  ///
  /// The operations that compute masks, which Keras lists in graphs, have no rows. Sizes that the
  /// data decides are shown as `None`. The numbers of the optimizer appear as soon
  /// as the model was trained.
  ///
  /// - Returns: the table and the totals, each line ended by a line feed.
  /// - Throws: `UnrollError` if the model cannot be planned for the sizes that it leaves open.
  public func summary() throws -> String {
    let layers = try layerSummaries()
    let isGraph = architecture.isBranched
    let rows = layers.map { layer in
      [
        "\(layer.name) (\(layer.className))", layer.shapeText, layer.parameterCount.grouped,
      ] + (isGraph ? [layer.connections.isEmpty ? "-" : layer.connections] : [])
    }
    let header =
      ["Layer (type)", "Output Shape", "Param #"] + (isGraph ? ["Connected to"] : [])
    let table = SummaryTable(header: header, rows: rows)
    return (["Model: \"\(architecture.name)\""] + table.lines + totals)
      .map { $0 + "\n" }.joined()
  }

  private var totals: [String] {
    let trainable = MemoryCount(floats: parameters.parameters.filter(\.isTrainable).totalCount)
    let frozen = MemoryCount(floats: parameters.parameters.filter { !$0.isTrainable }.totalCount)
    let known = optimizerState.map { state in
      // Keras counts the iterations, 64 bits, and the learning rate unless it is a schedule.
      let rates = compilation?.optimizer.learningRate.constant == nil ? 0 : 1
      return MemoryCount(
        floats: state.slotCount * trainable.count + state.scalars.count + rates)
        + MemoryCount(longs: 1)
    }
    let optimizer = known ?? keptCompilation?.memory
    let all = trainable + frozen + (optimizer ?? MemoryCount(floats: 0))
    return [
      " Total params: \(all)", " Trainable params: \(trainable)",
      " Non-trainable params: \(frozen)",
    ] + (optimizer.map { [" Optimizer params: \($0)"] } ?? [])
  }
}

/// A number of values and the bytes that they take.
private struct MemoryCount: CustomStringConvertible {
  let count: Int
  let bytes: Int

  init(floats count: Int) { (self.count, bytes) = (count, 4 * count) }
  init(longs count: Int) { (self.count, bytes) = (count, 8 * count) }

  private init(count: Int, bytes: Int) { (self.count, self.bytes) = (count, bytes) }

  static func + (left: MemoryCount, right: MemoryCount) -> MemoryCount {
    MemoryCount(count: left.count + right.count, bytes: left.bytes + right.bytes)
  }

  /// As Keras prints it: `1,234 (4.82 KB)`.
  var description: String {
    let units = ["B", "KB", "MB", "GB", "TB", "PB"]
    var (size, unit) = (Double(bytes), 0)
    while size >= 1024 && unit < units.count - 1 { (size, unit) = (size / 1024, unit + 1) }
    return "\(count.grouped) (\(size.hundredths) \(units[unit]))"
  }
}

extension KeptCompilation {
  /// What the variables of the optimizer take; nil if there are none.
  fileprivate var memory: MemoryCount? {
    if variables.isEmpty { return nil }
    return variables.reduce(MemoryCount(floats: 0)) { sum, variable in
      switch variable {
      case .integer: sum + MemoryCount(longs: 1)
      case .floats(let numbers): sum + MemoryCount(floats: numbers.shape.count)
      }
    }
  }
}

extension [Parameter] {
  fileprivate var totalCount: Int { reduce(0) { $0 + $1.shape.count } }
}

extension Int {
  /// Digits in groups of three: `1,234,567`.
  fileprivate var grouped: String {
    let digits = Array(String(self))
    return digits.indices.map { index in
      let rest = digits.count - index
      return index > 0 && rest % 3 == 0 ? ",\(digits[index])" : "\(digits[index])"
    }.joined()
  }
}

extension Double {
  /// Two digits after the point; ties go to the even digit, as in Python.
  fileprivate var hundredths: String {
    let scaled = Int((self * 100).rounded(.toNearestOrEven))
    let fraction = String(scaled % 100)
    return "\(scaled / 100).\(fraction.count == 1 ? "0" + fraction : fraction)"
  }
}
