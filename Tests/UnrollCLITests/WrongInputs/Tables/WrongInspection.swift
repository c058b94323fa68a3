import Unroll

/// What `explain`, `gradients` and `page` cannot show.
extension WrongInputs {
  static let inspection = [
    Row(
      "explain text.keras text --output 5", at: "text.keras", "no such output", expected: "0 to 0",
      found: "5", hint: "--output"),
    Row(
      "explain pair.keras --input x.npy", at: "pair.keras", "read one sequence",
      expected: "one input", found: "and", hint: "another model"
    ) {
      let model = try Model(
        Functional { graph in
          let left = graph.input(.features(time: 5, size: 3), name: "left")
          let right = graph.input(.features(time: 5, size: 3), name: "right")
          let sum = graph.add(Add(), to: left, right)
          let flat = graph.add(Flatten().named("flat"), to: [sum])[0]
          return [graph.add(Dense(1).named("out"), to: [flat])[0]]
        }, seed: 1)
      try model.save(to: $0["pair.keras"])
    },
    Row(
      "explain rows.keras --input x.npy", at: "rows.keras", "one row of outputs",
      expected: "[batch, outputs]", found: "[1, 5, 2]", hint: "another model"
    ) {
      try Model(input: .features(time: 5, size: 3), seed: 1) { Dense(2) }.save(to: $0["rows.keras"])
    },
    Row(
      "gradients flat.keras --input x.npy", at: "flat.keras", "one recurrent layer",
      hint: "an LSTM or a GRU"
    ) {
      try Model(input: .features(time: 5, size: 3), seed: 1) {
        Flatten()
        Dense(1)
      }.save(to: $0["flat.keras"])
    },
    Row(
      "gradients text.keras --text zzzz", at: "texts", "no words that the models know",
      expected: "words with vectors", hint: "--text"),
    Row(
      "gradients net.keras --text film", at: "net.keras", "without a text side",
      expected: "unroll train", hint: "arrays"),
    Row(
      "page d.json --html old.html", at: "d.json", "the document is not JSON",
      hint: "write one with --json"
    ) { try $0.write("no JSON", to: "d.json") },
    Row(
      "page d.json --html old.html", at: "d.json", "the document is not JSON",
      hint: "write one with --json"
    ) { try $0.write("", to: "d.json") },
    Row(
      "page d.json --html old.html", at: "d.json", "no pictures of such a document",
      expected: "a format", found: "none", hint: "write one with --json"
    ) { try $0.write("{}", to: "d.json") },
  ]
}
