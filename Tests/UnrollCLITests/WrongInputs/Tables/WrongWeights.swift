import Unroll

/// Files of weights that are damaged, or belong to another model.
extension WrongInputs {
  private static func predict(
    _ weights: String = "w.weights.h5", inside: String? = nil, _ what: String,
    expected: String? = nil, found: String? = nil, hint: String,
    _ setup: @escaping WrongInput.Setup
  ) -> Row {
    Row(
      "predict net.json --weights \(weights) --input x.npy --output old.npy",
      at: ([weights] + (inside.map { [$0] } ?? [])).joined(separator: " › "), what,
      expected: expected, found: found, hint: hint, setup)
  }

  /// Writes the weights of a model like the good one.
  private static func save(
    _ bench: Bench, to name: String, units: Int = 4, more: Bool = false, bias: Bool = true
  ) throws {
    let model = try Model(input: .features(time: 5, size: 3), seed: 1) {
      LSTM(units)
      Dense(1, activation: .sigmoid, useBias: bias)
      if more { Dense(1) }
    }
    try model.saveWeights(to: bench[name])
  }

  static let weights = [
    predict(
      inside: #"layers/lstm/cell/vars/0 (kernel of LSTM "lstm")"#, "shape mismatch",
      expected: "[3, 16]", found: "[3, 32]", hint: "units=8"
    ) {
      try save($0, to: "w.weights.h5", units: 8)
    },
    predict(
      inside: #"layers/dense/vars/1 (bias of Dense "dense")"#, "a weight is missing",
      expected: "2 weights", found: "1", hint: "another architecture"
    ) {
      try save($0, to: "w.weights.h5", bias: false)
    },
    predict(
      inside: "layers/dense_1/vars/0", "the model lacks a layer of the file",
      hint: "another architecture"
    ) {
      try save($0, to: "w.weights.h5", more: true)
    },
    predict(
      "w.h5", inside: #"lstm/lstm/cell/kernel (kernel of LSTM "lstm")"#, "shape mismatch",
      expected: "[3, 16]", found: "[3, 32]", hint: "units=8"
    ) {
      try save($0, to: "w.h5", units: 8)
    },
    predict(
      "w.h5", inside: "/", "another number of layers with weights", expected: "2", found: "3",
      hint: "another architecture"
    ) {
      try save($0, to: "w.h5", more: true)
    },
    predict("w.weights.h5", "no HDF5 file", found: "", hint: "copy it again") {
      try $0.write("no HDF5", to: "w.weights.h5")
    },
    predict("w.weights.h5", "no HDF5 file", found: "", hint: "copy it again") {
      try $0.write("", to: "w.weights.h5")
    },
    predict(
      "w.weights.json", "this is no index of weights", expected: "weight_map", hint: ".weights.json"
    ) {
      try $0.write("{}", to: "w.weights.json")
    },
    predict(
      "w.weights.json", "something else than a file beside it",
      expected: "a name that ends in .weights.h5", found: "../net.weights.h5", hint: "with Keras"
    ) {
      try $0.write(
        #"{"weight_map": {"/layers/lstm/cell/vars": "../net.weights.h5"}}"#, to: "w.weights.json")
    },
    predict(
      "w.weights.json", inside: "w_00000.weights.h5", "cannot open the file", found: "No such file",
      hint: "check the path"
    ) {
      try $0.write(
        #"{"weight_map": {"/layers/lstm/cell/vars": "w_00000.weights.h5"}}"#, to: "w.weights.json")
    },
    predict("w.keras", "no directory at its end", found: "0 bytes", hint: "cut short") {
      try $0.write("", to: "w.keras")
    },
  ]
}
