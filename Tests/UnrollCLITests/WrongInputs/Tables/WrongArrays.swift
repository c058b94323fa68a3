import Unroll

/// NumPy's arrays, and arrays that do not fit a model.
extension WrongInputs {
  /// A file that is no array of numbers.
  private static func npy(
    _ what: String, expected: String? = nil, found: String? = nil, hint: String, _ bytes: [UInt8]
  ) -> Row {
    Row(
      "predict net.keras --input a.npy --output old.npy", at: "a.npy", what, expected: expected,
      found: found, hint: hint
    ) { try $0.write(bytes, to: "a.npy") }
  }

  /// An array of zeros of a shape.
  private static func zeros(_ shape: Shape, as name: String) -> WrongInput.Setup {
    { try NumPyFile.write(Tensor(repeating: 0, shape: shape), to: $0[name]) }
  }

  static let arrays = files + fits + commands

  private static let files = [
    npy("this is not a NumPy array", expected: ".npy", hint: "numpy.save", []),
    npy(
      "this is not a NumPy array", expected: ".npy", hint: "numpy.save",
      Array("1,2,3\n4,5,6\n".utf8)),
    npy(
      "the version of the array's format", expected: "1 to 3", found: "9", hint: "numpy.save",
      NumPy.bytes(version: 9)),
    npy(
      "cut short, or far too long", expected: "at most", found: "20300", hint: "numpy.save",
      Array(NumPy.bytes().prefix(8)) + [0x4C, 0x4F, 0x7B, 0x7D]),
    npy(
      "the header of the array is damaged", expected: "descr", hint: "numpy.save",
      NumPy.bytes(header: "{'descr': }")),
    npy(
      "not one of numbers", expected: "descr, fortran_order and shape", hint: "numpy.save",
      NumPy.bytes(rest: ", 'more': True")),
    npy(
      "a supported type", expected: "one of f2, f4", found: "<c8", hint: "astype",
      NumPy.bytes(descr: "'<c8'")),
    npy(
      "a supported type", expected: "one of f2, f4", found: "|O", hint: "astype",
      NumPy.bytes(descr: "'|O'")),
    npy(
      "a supported type", expected: "one of f2, f4", found: "<U5", hint: "astype",
      NumPy.bytes(descr: "'<U5'")),
    npy("arrays of records", hint: "one field", NumPy.bytes(descr: "[('a', '<f4')]")),
    npy(
      "too many axes", expected: "at most 8", found: "9", hint: "reshape",
      NumPy.bytes(shape: "(1, 1, 1, 1, 1, 1, 1, 1, 1)")),
    npy(
      "larger than a machine can address", found: "[4611686018427387904, 4]", hint: "numpy.save",
      NumPy.bytes(shape: "(4611686018427387904, 4)")),
    npy(
      "as many numbers as its header says", expected: "8 bytes for [2]", found: "4",
      hint: "cut short", NumPy.bytes(data: 4)),
    npy(
      "as many numbers as its header says", expected: "8 bytes for [2]", found: "12",
      hint: "one array a file", NumPy.bytes(data: 12)),
  ]

  private static let fits = [
    Row(
      "predict net.keras --input a.npy --output old.npy", at: "a.npy",
      "does not fit the input of the model", expected: "[None, 5, 3]", found: "[None, 5, 4]",
      hint: "data of this shape", zeros([7, 5, 4], as: "a.npy")),
    Row(
      "predict net.keras --input a.npy --output old.npy", at: "a.npy",
      "does not fit the input of the model", expected: "[None, 5, 3]", found: "[None, 5]",
      hint: "data of this shape", zeros([7, 5], as: "a.npy")),
    Row(
      "predict net.keras --input a.npy --output old.npy", at: "a.npy", "has an axis of samples",
      expected: "[samples, …]", found: "[]", hint: "array.reshape", zeros([], as: "a.npy")),
    Row(
      "evaluate net.keras a.npy y.npy", at: "a.npy, y.npy", "does not fit the input of the model",
      expected: "[None, 5, 3]", found: "[None, 6, 3]", hint: "data of this shape",
      zeros([7, 6, 3], as: "a.npy")),
    Row(
      "evaluate net.keras x.npy a.npy", at: "a.npy", "differ in the number of samples",
      expected: "7 as in x.npy", found: "[6]", hint: "first axis", zeros([6], as: "a.npy")),
    Row(
      "evaluate net.keras x.npy a.npy", at: "x.npy, a.npy", "the targets do not fit the output",
      expected: "[1]", found: "[2]", hint: "element by element", zeros([7, 2], as: "a.npy")),
    Row(
      "evaluate net.keras a.npy b.npy", at: "a.npy, b.npy", "holds no samples",
      expected: "at least one", hint: "first axis"
    ) {
      try zeros([0, 5, 3], as: "a.npy")($0)
      try zeros([0], as: "b.npy")($0)
    },
    Row(
      "predict ids.keras --input a.npy --output old.npy", at: "a.npy › row 0", "has no vector",
      expected: "0 to 4", found: "9", hint: "input_dim"
    ) {
      let model = try Model(input: .tokens(time: 2), seed: 1) {
        Embedding(inputDim: 5, outputDim: 2)
        Flatten()
      }
      try model.save(to: $0["ids.keras"])
      try NumPyFile.write(Tensor(shape: [1, 2], scalars: [1, 9]), to: $0["a.npy"])
    },
  ]

  private static let commands = [
    Row(
      "evaluate net.keras x.npy y.npy y.npy", at: "x.npy, y.npy, y.npy", "the number of arrays",
      expected: "1 input, then 1 target", found: "3", hint: "in the order of the model"),
    Row(
      "fit net.keras x.npy --output old.keras", at: "x.npy", "the number of arrays",
      expected: "1 input, then 1 target", found: "1", hint: "in the order of the model"),
    Row(
      "predict net.keras --input x.npy --input x.npy --output old.npy",
      at: "--input › x.npy, x.npy", "the number of files", expected: "1", found: "2",
      hint: "give --input once for each"),
    Row(
      "predict net.keras --input x.npy --output old.npy --output new.npy",
      at: "--output › old.npy, new.npy", "the number of files", expected: "1", found: "2",
      hint: "give --output once for each"),
    Row(
      "fit net.keras x.npy y.npy --output old.keras --validation x.npy", at: "--validation › x.npy",
      "the number of arrays", expected: "1 input", found: "1", hint: "in the order of the model"),
    Row(
      "fit net.keras x.npy y.npy --output old.keras --validation-split 0.99", at: "x.npy, y.npy",
      "leaves a part without samples", found: "7 samples", hint: "more samples"),
    Row(
      "fit net.keras x.npy y.npy --output old.keras --sample-weight y.npy --sample-weight a.npy",
      at: "a.npy", "one weight for each sample", expected: "[7]", found: "[3]", hint: "numpy.save",
      zeros([3], as: "a.npy")),
    Row(
      "fit net.keras x.npy a.npy --output old.keras --class-weight 0=1", at: "a.npy",
      "a target is no class", expected: "whole numbers", found: "1e+30", hint: "--sample-weight"
    ) {
      try NumPyFile.write(Tensor(repeating: 1e30, shape: [7]), to: $0["a.npy"])
    },
    Row(
      "explain net.keras --input x.npy --sample 7", at: "x.npy", "no such sample",
      expected: "0 to 6", found: "7", hint: "another --sample"),
    Row(
      "explain net.keras --input x.npy --output 4", at: "x.npy", "no such output",
      expected: "0 to 0", found: "4", hint: "--output"),
    Row(
      "explain net.keras --input a.npy", at: "a.npy", "the sample does not fit the model",
      expected: "[time, features]", found: "[5]", hint: "shape that the model reads",
      zeros([7, 5], as: "a.npy")),
    Row(
      "gradients net.keras --input a.npy", at: "a.npy", "holds no sequences",
      expected: "[samples, steps, features]", found: "[7]", hint: "first axis",
      zeros([7], as: "a.npy")),
  ]
}
