public import UnrollTensor

/// The memory of one batch, filled anew for every step.
public final class Batch {
  /// The inputs of the model, in their order.
  public let inputs: [InputBatch]
  /// The wanted outputs, `[batch, …]` each.
  public let targets: [TensorRef<Float>]
  /// What each sample counts, `[batch]`; nil if all count the same.
  public let sampleWeights: TensorRef<Float>?
  private let targetArenas: [Arena<Float>]
  private let weightArena: Arena<Float>

  init(_ dataset: some Dataset, capacity: Int) {
    inputs = dataset.inputs.map { InputBatch($0, capacity: capacity) }
    let shapes = dataset.targetShapes.map { Shape([capacity] + $0.dimensions) }
    targetArenas = shapes.map { Arena(count: $0.count) }
    targets = zip(targetArenas, shapes).map { $0.view(0, $1) }
    weightArena = Arena(count: dataset.hasSampleWeights ? capacity : 0)
    sampleWeights = dataset.hasSampleWeights ? weightArena.view(0, [capacity]) : nil
  }
}

/// The memory of one input of a batch.
public final class InputBatch {
  /// What the dataset says of the input.
  public let description: InputDescription
  /// Row numbers or integers, `[batch, time]`; of no elements for a dense input.
  public let ids: TensorRef<Int32>
  /// Numbers, `[batch, …]`; of no elements for the other forms.
  public let dense: TensorRef<Float>

  private var sources: [TensorRef<Float>] = []
  private let integers: Arena<Int32>
  private let floats: Arena<Float>

  init(_ description: InputDescription, capacity: Int) {
    self.description = description
    let shape = Shape([capacity] + description.shape.dimensions)
    let isDense = description.form == .dense
    integers = Arena(count: isDense ? 0 : shape.count)
    floats = Arena(count: isDense ? shape.count : 0)
    ids = isDense ? .nothing : integers.view(0, shape)
    dense = isDense ? floats.view(0, shape) : .nothing
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

  /// Some rows, as a layer reads them.
  func view(_ rows: Range<Int>) -> SequenceView {
    switch description.form {
    case .dense: .dense(dense.slices(rows))
    case .rows: .rows(ids: ids.slices(rows), table: description.table?.view ?? .nothing)
    case .tokens: .rows(ids: ids.slices(rows), table: .nothing)
    }
  }
}
