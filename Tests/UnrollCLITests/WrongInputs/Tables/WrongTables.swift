/// Labelled texts in tables: `.csv`, `.tsv`, JSON lines.
extension WrongInputs {
  private static func table(
    _ name: String, _ content: String, at line: String? = nil, _ what: String,
    expected: String? = nil, found: String? = nil, hint: String
  ) -> Row {
    Row(
      "train --seed 1 --output old.keras --data \(name)",
      at: ([name] + (line.map { [$0] } ?? [])).joined(separator: " › "), what,
      expected: expected, found: found, hint: hint
    ) { try $0.write(content, to: name) }
  }

  static let tables = [
    table("d.csv", "", "there are no rows", expected: "texts under \"text\"", hint: "in each row"),
    table(
      "d.csv", "text,label\n", "there are no rows", expected: "labels under \"label\"",
      hint: "in each row"),
    table(
      "d.csv", "review,stars\na,1\n", at: "line 1", "there is no column \"text\"",
      found: "columns \"review\", \"stars\"", hint: "the first row names the columns"),
    table(
      "d.csv", "text,text,label\na,b,1\n", at: "line 1", "several columns \"text\"",
      expected: "one", hint: "another name"),
    table(
      "d.csv", "text,label\na,1\nb\n", at: "line 3", "the row does not fit the header",
      expected: "2 fields", found: "1", hint: "in quotes"),
    table(
      "d.tsv", "text\tlabel\na\t1\tx\n", at: "line 2", "the row does not fit the header",
      expected: "2 fields", found: "3", hint: "in quotes"),
    table(
      "d.csv", "text,label\na,\n", at: "line 2", "the label is empty", expected: "\"label\"",
      hint: "leave its row out"),
    table(
      "d.csv", "text,label\na,1\nb,1\n", "all texts have the same label", expected: "two labels",
      hint: "every class"),
    table(
      "d.csv", "text,label\n\"a\"b,1\n", at: "line 2", "text follows a closing quote",
      hint: "doubled"),
    table(
      "d.csv", "text,label\na,1\n\"b,2\n", at: "line 3", "ends inside a quoted field",
      hint: "not closed"),
    Row(
      "train --seed 1 --output old.keras --data d.csv", at: "d.csv › line 2",
      "the text is not valid UTF-8", found: "at byte 1", hint: "iconv"
    ) { try $0.write(Array("text,label\na".utf8) + [0xFF] + Array(",1\n".utf8), to: "d.csv") },
    Row(
      "train --seed 1 --output old.keras --data d.csv --label-column team", at: "d.csv › line 1",
      "there is no column \"team\"", found: "\"text\", \"label\"", hint: "text and label"
    ) { try $0.write("text,label\na,1\n", to: "d.csv") },
    table("d.jsonl", "", "there are no rows", expected: "\"text\"", hint: "in each row"),
    table(
      "d.jsonl", "[1]\n", at: "line 1", "not a JSON object", expected: "an object", found: "byte 0",
      hint: "one object a line"),
    table(
      "d.jsonl", "{\"text\": \"a\"\n", at: "line 1", "not a JSON object",
      found: "the end of the line", hint: "one object a line"),
    table(
      "d.jsonl", "{\"text\": \"a\"}\n", at: "line 1", "the object has no \"label\"",
      hint: "name the keys"),
    table(
      "d.jsonl", "{\"text\": 1, \"label\": 1}\n", at: "line 1", "\"text\" is not a string",
      expected: "a text in quotes", hint: "name the key"),
    table(
      "d.jsonl", "{\"text\": \"a\", \"label\": 1.5}\n", at: "line 1", "\"label\" is not a label",
      expected: "a whole number", hint: "name the key"),
    table(
      "d.jsonl", "{\"text\": \"a\", \"label\": \(String(repeating: "[", count: 600))\n",
      at: "line 1",
      "nested too deeply", expected: "at most", hint: "a text and a label"),
    table("d.doc", "Dear reader\n", "not a whole tar archive", found: "format", hint: ".zip"),
    Row(
      "evaluate text.keras --quiet --data d.csv", at: "d.csv", "does not know the label \"maybe\"",
      expected: "negative, positive", hint: "that the model was trained on"
    ) { try $0.write("text,label\na,maybe\nb,no\n", to: "d.csv") },
    Row(
      "train --seed 1 --output old.keras --data d.csv --validation-split 0.9", at: "d.csv",
      "no texts are left to learn from", found: "2 texts", hint: "a smaller --validation-split"
    ) { try $0.write("text,label\na,1\nb,2\n", to: "d.csv") },
  ]
}
