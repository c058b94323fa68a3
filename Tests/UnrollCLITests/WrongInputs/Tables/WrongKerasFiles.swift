/// Models in files: `.keras`, whole-model `.h5`, `.json`.
extension WrongInputs {
  private static func summary(
    _ name: String, inside: String? = nil, _ what: String, expected: String? = nil,
    found: String? = nil, hint: String, _ setup: @escaping WrongInput.Setup
  ) -> Row {
    Row(
      "summary \(name)", at: ([name] + (inside.map { [$0] } ?? [])).joined(separator: " › "), what,
      expected: expected, found: found, hint: hint, setup)
  }

  static let kerasFiles = names + packages + texts3 + wholeModels

  private static let names = [
    summary(
      "m.pb", "does not say what kind of model", expected: ".keras, .h5",
      hint: "one of these endings"
    ) {
      try $0.write("x", to: "m.pb")
    },
    summary(
      "net.weights.h5", "weights without an architecture", expected: ".json", hint: "as its weights"
    ) { _ in },
    Row(
      "convert net.weights.h5 old.keras", at: "net.weights.h5", "weights without an architecture",
      expected: ".keras", hint: "name the .json or .keras file"),
    Row(
      "predict m.json --input x.npy --output old.npy", at: "m.json", "no weights beside it",
      expected: "m.weights.h5", hint: "as its weights"
    ) { try $0.chain(Described.layer("Flatten")) },
    Row(
      "predict net.keras text", at: "net.keras", "a network on vectors, without a text side",
      expected: "unroll train", hint: "--input X.npy --output Y.npy"),
    Row(
      "evaluate net.keras", at: "net.keras", "without a text side", expected: "unroll train",
      hint: "--input X.npy"),
    Row(
      "explain net.keras text", at: "net.keras", "without a text side", expected: "unroll train",
      hint: "--input X.npy"),
  ]

  private static let packages = [
    summary("m.keras", "no directory at its end", found: "9 bytes", hint: "not a zip archive") {
      try $0.write("no model!", to: "m.keras")
    },
    summary("m.keras", "no directory at its end", found: "0 bytes", hint: "cut short") {
      try $0.write("", to: "m.keras")
    },
    summary("m.keras", "no directory at its end", found: "bytes", hint: "cut short") {
      try $0.damage("net.keras", as: "m.keras") { $0.removeLast($0.count / 2) }
    },
    summary("m.keras", "no config.json", hint: "model.save(\"name.keras\")") {
      try $0.pack("m.keras", [("other.json", [])])
    },
    summary("m.keras", "no model.weights.h5", hint: "model.save(\"name.keras\")") {
      try $0.repack("net.keras", "model.weights.h5") { _ in nil }
    },
    summary("m.keras", ".npz member are not supported", hint: "model.save") {
      try $0.pack(
        "m.keras",
        [
          ("config.json", Array(Described.chain([Described.layer("Flatten")]).utf8)),
          ("model.weights.npz", [1]),
        ])
    },
    summary("m.keras", inside: "config.json", "does not match its checksum", hint: "copy it again")
    {
      try $0.damage("net.keras", as: "m.keras") { _ in }
      try $0.flip("m.keras", at: Array("Sequential".utf8))
    },
    summary("m.keras", inside: "a.json", "two members of one name", hint: "pack the archive again")
    {
      try $0.pack("m.keras", [("a.json", []), ("b.json", [])])
      try $0.flip("m.keras", at: Array("b.json".utf8), occurrence: 1, bits: 3)
    },
    summary("m.keras", inside: "config.json", "not valid JSON", hint: "model.to_json()") {
      try $0.repack("net.keras", "config.json") { _ in Array("{\"a\": tru}".utf8) }
    },
    summary("m.keras", inside: "config.json", "not valid JSON", hint: "ends in the middle") {
      try $0.repack("net.keras", "config.json") { Array($0.dropLast(9)) }
    },
    summary(
      "m.keras", inside: "config.json", "nested too deeply", expected: "at most 64 levels",
      hint: "another file"
    ) {
      try $0.repack("net.keras", "config.json") { _ in [UInt8](repeating: 0x5B, count: 99) }
    },
    summary(
      "m.keras", inside: "config.json", "does not describe a Keras model",
      expected: "class_name and config", found: "an object", hint: "model.to_json()"
    ) {
      try $0.repack("net.keras", "config.json") { _ in Array("{\"words\": [1]}".utf8) }
    },
    summary(
      "m.keras", inside: "config.json › layers/1 › dense", "the layer Dance is not supported",
      hint: "supported are"
    ) {
      try $0.repack("net.keras", "config.json", "\"Dense\"", "\"Dance\"")
    },
    summary("m.keras", inside: "metadata.json", "not valid JSON", hint: "model.to_json()") {
      try $0.repack("net.keras", "metadata.json") { _ in Array("}{".utf8) }
    },
  ]

  private static let texts3 = [
    summary("m.json", "not valid JSON", hint: "ends in the middle") {
      try $0.write("{", to: "m.json")
    },
    summary("m.json", "not valid JSON", hint: "model.to_json()") { try $0.write("", to: "m.json") },
    summary("m.json", "not valid JSON", hint: "model.to_json()") {
      try $0.write("{'a': 1}", to: "m.json")
    },
    summary(
      "m.json", "does not describe a Keras model", expected: "class_name", found: "7",
      hint: "model.to_json()"
    ) {
      try $0.write("7", to: "m.json")
    },
    summary(
      "m.json", "models of the class Mine are not supported", expected: "Sequential or Functional",
      found: "Mine", hint: "a chain or graph"
    ) {
      try $0.write("{\"class_name\": \"Mine\", \"config\": {}}", to: "m.json")
    },
    summary(
      "m.json", "lists no layers", expected: "layers in its config", hint: "correct the description"
    ) {
      try $0.write("{\"class_name\": \"Sequential\", \"config\": {}}", to: "m.json")
    },
    summary(
      "m.json", "the model has no layers", expected: "at least one", hint: "correct the description"
    ) {
      try $0.write("{\"class_name\": \"Sequential\", \"config\": {\"layers\": []}}", to: "m.json")
    },
    summary("m.json", "models of Keras 1 are not supported", found: "1.2.2", hint: "save it again")
    {
      try $0.write(
        "{\"class_name\": \"Sequential\", \"keras_version\": \"1.2.2\", \"config\": []}",
        to: "m.json")
    },
  ]

  private static let wholeModels = [
    summary("m.h5", "this is no HDF5 file", found: "", hint: "copy it again") {
      try $0.write("no HDF5", to: "m.h5")
    },
    summary(
      "m.h5", "weights without an architecture", expected: "model_config", hint: "as its weights"
    ) {
      try $0.damage("net.weights.h5", as: "m.h5") { _ in }
    },
    summary("m.h5", inside: "model_config", "not valid JSON", hint: "ends in the middle") {
      try $0.damage("net.h5", as: "m.h5") { _ in }
      try $0.flip("m.h5", at: Array("{\"class_name\"".utf8), bits: 6)
    },
    summary(
      "m.h5", inside: "model_config › layers/1 › dense", "the layer Dance is not supported",
      hint: "supported are"
    ) {
      try $0.damage("net.h5", as: "m.h5") { bytes in
        let place = bytes.ranges(of: Array("\"Dense\"".utf8))
        for range in place { bytes.replaceSubrange(range, with: Array("\"Dance\"".utf8)) }
      }
    },
  ]
}
