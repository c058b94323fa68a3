import UnrollNN
import UnrollTensor

extension KeptCompilation {
  /// Keeps a compilation with the variables of its optimizer, if they are in the order of Keras 3.
  ///
  /// - Throws: `UnrollError` if the variables are damaged.
  init(_ config: JSONValue, optimizer: StoredOptimizer?) throws {
    var config = config
    // Whole models in HDF5 name the class alone.
    if var optimizer = config["optimizer"], optimizer.object != nil, optimizer["module"] == nil {
      optimizer["module"] = .string("keras.optimizers")
      optimizer["registered_name"] = .null
      config["optimizer"] = optimizer
    }
    let arrays = optimizer.map { $0.isSlotBySlot ? [] : $0.arrays } ?? []
    let variables = try arrays.enumerated().map { index, array -> Variable in
      // The first is the number of steps.
      index == 0 && array.shape.rank == 0
        ? .integer(try array.integer()) : .floats(try array.floats())
    }
    self.init(config: config, variables: variables)
  }
}
