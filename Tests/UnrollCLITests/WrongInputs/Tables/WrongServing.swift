/// Servers that cannot start.
extension WrongInputs {
  private static func serve(
    _ arguments: String, at place: String, _ what: String, expected: String? = nil,
    found: String? = nil, hint: String, environment: [String: String] = [:],
    _ setup: @escaping WrongInput.Setup = { _ in }
  ) -> Row {
    Row(
      "serve --quiet --port 0 \(arguments)", at: place, what, expected: expected, found: found,
      hint: hint, environment: environment, setup)
  }

  static let serving = [
    serve(
      "net.keras a=net.keras a=net.h5", at: "net.h5", "two models have the same name", found: "a",
      hint: "NAME=PATH"),
    serve("m.keras", at: "m.keras", "no directory at its end", found: "0 bytes", hint: "cut short")
    { try $0.write("", to: "m.keras") },
    serve(
      "a:b=net.keras", at: "net.keras", "cannot stand in a path", expected: "without / and :",
      found: "a:b", hint: "NAME=net.keras"),
    serve("models", at: "models", "holds no versions", expected: "folders named 1, 2", hint: "1/") {
      try $0.makeFolder("models")
    },
    serve(
      "models", at: "models › 1", "must hold one model file", expected: "one .keras or .h5 file",
      found: "0 of them", hint: "one file"
    ) { try $0.makeFolder("models/1") },
    serve(
      "models", at: "models/1/m.keras", "no directory at its end", found: "0 bytes",
      hint: "cut short"
    ) { try $0.write("", to: "models/1/m.keras") },
    serve(
      "net.keras --token-file t", at: "t", "the token is too short", expected: "at least 16 bytes",
      found: "5", hint: "openssl rand"
    ) { try $0.write("short", to: "t") },
    serve(
      "net.keras --token-file t", at: "t", "characters that a header cannot", expected: "ASCII",
      hint: "openssl rand"
    ) { try $0.write("a token with blanks in it", to: "t") },
    serve(
      "net.keras", at: "UNROLL_TOKEN", "the token is too short", expected: "at least 16 bytes",
      found: "5", hint: "openssl rand", environment: ["UNROLL_TOKEN": "short"]),
    serve(
      "net.keras --host 203.0.113.1 --token-file t", at: "203.0.113.1:0", "cannot serve",
      found: "assign requested address", hint: "--host"
    ) { try $0.write("0123456789abcdef", to: "t") },
    serve(
      "net.keras --host no.such.host.invalid --token-file t", at: "no.such.host.invalid:0",
      "cannot serve", found: "an address that is not known", hint: "--host"
    ) { try $0.write("0123456789abcdef", to: "t") },
  ]
}
