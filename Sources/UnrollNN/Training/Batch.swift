public import UnrollTensor

/// The memory of one batch, filled anew for every step.
public final class Batch {
  /// The form of the input.
  public let form: InputForm
  /// Row numbers or integers, `[batch, time]`; of no elements for a dense input.
  public let ids: TensorRef<Int32>
  /// Numbers, `[batch, …]`; of no elements for the other forms.
  public let dense: TensorRef<Float>
  /// The wanted outputs, `[batch, …]`.
  public let targets: TensorRef<Float>
  /// The number of rows that are filled.
  public internal(set) var count = 0

  private let table: (any RowTable)?
  private var sources: [TensorRef<Float>] = []
  private let integers: Arena<Int32>
  private let floats: Arena<Float>
  private let targetArena: Arena<Float>

  init(_ dataset: some Dataset, capacity: Int) {
    form = dataset.form
    table = dataset.table
    let input = Shape([capacity] + dataset.inputShape.dimensions)
    let target = Shape([capacity] + dataset.targetShape.dimensions)
    let isDense = form == .dense
    integers = Arena(count: isDense ? 0 : input.count)
    floats = Arena(count: isDense ? input.count : 0)
    targetArena = Arena(count: target.count)
    ids = isDense ? .nothing : integers.view(0, input)
    dense = isDense ? floats.view(0, input) : .nothing
    targets = targetArena.view(0, target)
  }

  /// Says where the next row of ``dense`` is to be copied from.
  ///
  /// The thread that reads the row copies it, or reads it where it lies: the memory must stay as it
  /// is until the batch has been used.
  func appendDense(_ source: TensorRef<Float>) {
    sources.append(source)
  }

  /// What is to be copied to some rows of ``dense`` before they are read; nothing if they are there.
  func sources(_ rows: Range<Int>) -> ArraySlice<TensorRef<Float>> {
    sources.count < rows.upperBound ? [] : sources[rows]
  }

  /// Forgets the rows of the batch before.
  func removeSources() { sources.removeAll(keepingCapacity: true) }

  /// The input of some rows, as a layer reads it.
  func input(_ rows: Range<Int>) -> SequenceView {
    switch form {
    case .dense: .dense(dense.slices(rows))
    case .rows: .rows(ids: ids.slices(rows), table: table?.view ?? .nothing)
    case .tokens: .rows(ids: ids.slices(rows), table: .nothing)
    }
  }
}
