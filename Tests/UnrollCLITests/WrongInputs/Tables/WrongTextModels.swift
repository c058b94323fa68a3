/// Text models whose text side is damaged or does not fit.
extension WrongInputs {
  private static let side = "assets/unroll/"

  private static func predict(
    inside: String?, _ what: String, expected: String? = nil, found: String? = nil, hint: String,
    _ setup: @escaping WrongInput.Setup
  ) -> Row {
    Row(
      "predict m.keras text", at: inside.map { "m.keras › \($0)" } ?? "m.keras", what,
      expected: expected, found: found, hint: hint, setup)
  }

  static let textModels = [
    predict(
      inside: side + "text.json", "the description of the text side is damaged",
      hint: "train the text model again"
    ) {
      try $0.repack("text.keras", side + "text.json") { _ in Array("{".utf8) }
    },
    predict(
      inside: side + "text.json › length", "the description of the text side is damaged",
      expected: "a member length", hint: "train the text model again"
    ) {
      try $0.repack("text.keras", side + "text.json", "\"length\"", "\"long\"")
    },
    predict(
      inside: side + "text.json › length", "the description of the text side is damaged",
      expected: "a whole number", hint: "train the text model again"
    ) {
      try $0.repack("text.keras", side + "text.json", "\"length\" : 20", "\"length\" : \"20\"")
    },
    predict(
      inside: side + "text.json", "written by a newer Unroll", expected: "format 1",
      found: "format 2", hint: "that version"
    ) {
      try $0.repack("text.keras", side + "text.json", "\"format\" : 1", "\"format\" : 2")
    },
    predict(
      inside: side + "text.json", "impossible sizes", expected: "1 or more", found: "-20",
      hint: "train the text model again"
    ) {
      try $0.repack("text.keras", side + "text.json", "\"length\" : 20", "\"length\" : -20")
    },
    predict(
      inside: nil, "the network does not fit the encoder", expected: "30 steps", found: "20",
      hint: "the same length"
    ) {
      try $0.repack("text.keras", side + "text.json", "\"length\" : 20", "\"length\" : 30")
    },
    predict(
      inside: nil, "not as many outputs as there are labels", expected: "2 labels", found: "3",
      hint: "one output for each label"
    ) {
      try $0.repack("text.keras", side + "text.json", "\"negative\"", "\"negative\", \"so-so\"")
    },
    predict(inside: side + "vectors.f32", "no member of this name", hint: "write it again") {
      try $0.repack("text.keras", side + "vectors.f32") { _ in nil }
    },
    predict(
      inside: side + "vectors.f32", "the table of word vectors has the wrong size",
      expected: "vectors of", found: "4 bytes", hint: "copy it again"
    ) {
      try $0.repack("text.keras", side + "vectors.f32") { Array($0.prefix(4)) }
    },
    predict(inside: side + "words.bin › word 1", "overlap", hint: "copy it again") {
      try $0.repack("text.keras", side + "word_ends.bin") {
        [255, 255, 255, 255] + $0.dropFirst(4)
      }
    },
    predict(inside: side + "words.bin", "no member of this name", hint: "write it again") {
      try $0.repack("text.keras", side + "words.bin") { _ in nil }
    },
  ]
}
