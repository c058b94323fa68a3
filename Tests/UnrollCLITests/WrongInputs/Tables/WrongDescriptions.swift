/// What stands around the layers in a description: inputs, types, origins, graphs.
extension WrongInputs {
  private static func summary(
    at place: String? = nil, _ what: String, expected: String? = nil, found: String? = nil,
    hint: String = "correct the description", _ setup: @escaping WrongInput.Setup
  ) -> Row {
    Row(
      "summary m.json", at: (["m.json"] + (place.map { [$0] } ?? [])).joined(separator: " › "),
      what, expected: expected, found: found, hint: hint, setup)
  }

  private static func shape(
    _ shape: String, at place: String = "input shape", _ what: String, expected: String,
    found: String
  ) -> Row {
    summary(at: place, what, expected: expected, found: found) {
      try $0.chain(Described.layer("Flatten"), shape: shape)
    }
  }

  static let descriptions = [
    shape("[null, 0, 3]", "a size of the input makes no sense", expected: "1 to", found: "0"),
    shape("[null, -1, 3]", "a size of the input makes no sense", expected: "null", found: "-1"),
    shape(
      "[null, \"6\", 3]", "a size of the input makes no sense", expected: "1 to", found: "\"6\""),
    shape("[null]", "an unusual number of axes", expected: "2 to 8", found: "1"),
    shape(
      "[null, 1, 1, 1, 1, 1, 1, 1, 1, 1]", "an unusual number of axes", expected: "2 to",
      found: "10"),
    shape("[0, 6, 3]", "the batch size makes no sense", expected: "null, or 1", found: "0"),
    summary(at: "input shape", "the input is too large", expected: "numbers for a sample") {
      try $0.chain(Described.layer("Flatten"), shape: "[null, 16777216, 16777216]")
    },
    summary("does not say what it reads", expected: "an InputLayer", hint: "keras.Input") {
      try $0.write(
        #"{"class_name": "Sequential", "config": [\#(Described.layer("Flatten"))]}"#, to: "m.json")
    },
    summary(
      at: "input layer › sparse", "sparse inputs are not supported", expected: "false",
      found: "true"
    ) {
      try $0.write(
        Described.chain([Described.layer("Flatten")]).replacing(
          "\"name\": \"in\"", with: "\"sparse\": true"), to: "m.json")
    },
    summary(
      at: "input layer › dtype", "inputs of this type are not supported", expected: "float32",
      found: "string"
    ) {
      try $0.write(
        Described.chain([Described.layer("Flatten")]).replacing(
          "\"name\": \"in\"", with: "\"dtype\": \"string\""), to: "m.json")
    },
    summary(
      at: "layers/0", "a layer is not described", expected: "class_name and config", found: "7"
    ) {
      try $0.chain("7")
    },
    summary(
      at: "layers/0", "a layer is not described", expected: "config", found: "LSTM without config"
    ) {
      try $0.chain(#"{"class_name": "LSTM"}"#)
    },
    summary(
      at: "layers/0 › conv2d", "the layer Conv2D is not supported", hint: "supported are Activation"
    ) {
      try $0.chain(Described.layer("Conv2D"))
    },
    // A name that would clear the terminal, or look like a line of ours.
    summary(
      at: #"layers/0 › \u{1b}[2j"#, #"the layer \u{1b}[2J is not supported"#, hint: "supported are"
    ) {
      try $0.chain(Described.layer(#"\u001b[2J"#))
    },
    summary(at: "layers/0 › lambda", "holds Python code", hint: "customLayers") {
      try $0.chain(Described.layer("Lambda"))
    },
    summary(
      at: "layers/0 › dense", "Dense is not a layer of Keras", found: "module mine",
      hint: "customLayers"
    ) {
      try $0.chain(Described.layer("Dense", #""units": 1"#).replacing("keras.layers", with: "mine"))
    },
    summary(
      at: "layers/0 › lstm › dtype", "only float32 is supported", expected: "float32",
      found: "mixed_float16", hint: "set_dtype_policy"
    ) {
      try $0.chain(
        Described.layer(
          "LSTM",
          #""units": 2, "dtype": {"class_name": "DTypePolicy", "config": {"name": "mixed_float16"}}"#
        ))
    },
    summary(at: "layers/512", "too many layers", expected: "at most 512", hint: "count too") {
      let layers = [String](repeating: Described.layer("Identity"), count: 600)
      try $0.write(Described.chain(layers), to: "m.json")
    },
    summary("every layer needs a name of its own", found: "flatten") {
      try $0.chain(Described.layer("Flatten"), Described.layer("Flatten"))
    },
    summary(at: "lstm", "the layer is too large", expected: "at most") {
      try $0.chain(Described.layer("LSTM", #""units": 16777216"#))
    },
    summary(
      at: "layers/0 › dense › units", "the option units is too large", expected: "at most",
      found: "99999999999"
    ) {
      try $0.chain(Described.layer("Dense", #""units": 99999999999"#))
    },
  ]

  private static let dense = Described.layer("Dense", #""units": 2"#)

  static let graphs = [
    summary("the description of the graph is not whole", expected: "input_layers and output_layers")
    {
      try $0.write(#"{"class_name": "Functional", "config": {"layers": []}}"#, to: "m.json")
    },
    summary(at: "output_layers", "the list is empty", expected: "a layer") {
      try $0.write(Described.graph([("a", dense, ["in"])], output: "[]"), to: "m.json")
    },
    summary(at: "output_layers", "a layer that it does not have", found: "b") {
      try $0.write(Described.graph([("a", dense, ["in"])], output: #"[["b", 0, 0]]"#), to: "m.json")
    },
    summary(
      at: "output_layers", "does not say where a value comes from",
      expected: "the number of its call"
    ) {
      try $0.write(Described.graph([("a", dense, ["in"])], output: "7"), to: "m.json")
    },
    summary(at: "layers/1 › a", "a layer that it does not have", found: "z") {
      try $0.write(Described.graph([("a", dense, ["z"])], output: #"[["a", 0, 0]]"#), to: "m.json")
    },
    summary(at: "a", "a layer reads what is not computed before it", hint: "the graph has a circle")
    {
      try $0.write(
        Described.graph([("a", dense, ["b"]), ("b", dense, ["a"])], output: #"[["b", 0, 0]]"#),
        to: "m.json")
    },
    summary(at: "a", "an output that its layer does not have", found: "output 3") {
      try $0.write(Described.graph([("a", dense, ["in"])], output: #"[["a", 0, 3]]"#), to: "m.json")
    },
    summary(at: "a", "an input of the graph is the output of a layer", hint: "keras.Input") {
      try $0.write(
        Described.graph(
          [("a", dense, ["in"])], output: #"[["a", 0, 0]]"#, inputs: #"[["a", 0, 0]]"#),
        to: "m.json")
    },
    summary(at: "layers/1 › a", "a layer of the graph is never used", expected: "inbound_nodes") {
      let text = Described.graph([("a", dense, ["in"])], output: #"[["a", 0, 0]]"#)
      try $0.write(text.replacing("\"inbound_nodes\": [{", with: "\"nodes\": [{"), to: "m.json")
    },
    summary(at: "add", "differ in shape", expected: "equal sizes, or 1", found: "[6, 3] and [6, 2]")
    {
      try $0.write(
        Described.graph(
          [("a", dense, ["in"]), ("add", Described.layer("Add"), ["in", "a"])],
          output: #"[["add", 0, 0]]"#), to: "m.json")
    },
    summary(at: "cat", "differ in another axis", found: "[6, 3] and [18]") {
      try $0.write(
        Described.graph(
          [
            ("f", Described.layer("Flatten"), ["in"]),
            ("cat", Described.layer("Concatenate"), ["in", "f"]),
          ],
          output: #"[["cat", 0, 0]]"#), to: "m.json")
    },
    summary(at: "dot", "the axes of Dot differ in size", expected: "3", found: "6") {
      try $0.write(
        Described.graph(
          [
            ("p", Described.layer("Permute", #""dims": [2, 1]"#), ["in"]),
            ("dot", Described.layer("Dot", #""axes": 2"#), ["in", "p"]),
          ],
          output: #"[["dot", 0, 0]]"#), to: "m.json")
    },
    summary(at: "add", "Add merges two values or more", found: "1") {
      try $0.write(
        Described.graph([("add", Described.layer("Add"), ["in"])], output: #"[["add", 0, 0]]"#),
        to: "m.json")
    },
    summary(
      at: "att", "queries, values and keys do not fit", expected: "[batch, Q, features]",
      found: "[1, 6, 3]"
    ) {
      try $0.write(
        Described.graph(
          [("a", dense, ["in"]), ("att", Described.layer("Attention"), ["in", "a"])],
          output: #"[["att", 0, 0]]"#), to: "m.json")
    },
  ]
}
