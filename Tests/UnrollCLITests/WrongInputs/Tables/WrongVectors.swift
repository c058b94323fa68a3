/// Word vectors: word2vec binary and text, GloVe text, plain and gzipped.
extension WrongInputs {
  private static func info(
    _ content: String, inside: String? = nil, name: String = "v.txt", _ what: String,
    expected: String? = nil, found: String? = nil, hint: String
  ) -> Row {
    Row(
      "vectors show \(name) a", at: ([name] + (inside.map { [$0] } ?? [])).joined(separator: " › "),
      what, expected: expected, found: found, hint: hint
    ) { try $0.write(content, to: name) }
  }

  private static func binary(
    inside: String? = nil, name: String = "v.bin", _ what: String, expected: String? = nil,
    found: String? = nil, hint: String, _ bytes: [UInt8]
  ) -> Row {
    Row(
      "vectors show \(name) a", at: ([name] + (inside.map { [$0] } ?? [])).joined(separator: " › "),
      what, expected: expected, found: found, hint: hint
    ) { try $0.write(bytes, to: name) }
  }

  static let vectors = texts2 + binaries + wordsAsked

  private static let texts2 = [
    info(
      "", "holds no word vectors", expected: "GloVe text", found: "an empty file",
      hint: "a word2vec .bin"),
    info(
      "<html>", "holds no word vectors", expected: "the number of words", found: "other content",
      hint: "a GloVe .txt file"),
    info(
      "2 -2\na 1 2\n", inside: "header", "the first line makes no sense", expected: "1 to 1048576",
      found: "2 and -2", hint: "damaged"),
    info(
      "3 2\na 1 2\nb 3 4\n", inside: "record 3", "the file ends too early", expected: "3 records",
      found: "2", hint: "cut off"),
    info(
      "2 2\na 1 2\nb 3\n", inside: "record 2", "the wrong number of numbers", expected: "2",
      found: "1", hint: "holds a space"),
    info(
      "a 1 2\nb 3 4 5\n", inside: "record 2", "the wrong number of numbers", expected: "2",
      found: "3", hint: "holds a space"),
    info(
      "2 2\na 1 2\nb 3 x\n", inside: "record 2 › number 2", "a number cannot be read",
      expected: "a decimal number", found: "other text", hint: "damaged"),
    info(
      "2 2\na 1  2\nb 3 4\n", inside: "record 1 › number 2", "a number cannot be read",
      expected: "a single space", found: "another space", hint: "damaged"),
  ]

  private static let good = Array("2 2\na ".utf8) + [0, 0, 128, 63, 0, 0, 0, 64, 10]

  private static let binaries = [
    binary(
      inside: "record 2", "the file ends too early", expected: "2 records of 2 numbers", found: "1",
      hint: "cut off", good),
    binary(
      inside: "record 1", "the file ends too early", expected: "2 records", found: "0",
      hint: "cut off", Array(good.dropLast(4))),
    binary(
      inside: "record 1", "the word has no end", expected: "a space after at most", hint: "damaged",
      Array("1 2\n".utf8) + [UInt8](repeating: 65, count: 2 << 20)),
    binary(
      inside: "record 1", "the word is not UTF-8", expected: "UTF-8", found: "another byte at 0",
      hint: "encoding", Array("1 1\n".utf8) + [0xFF, 0x20, 0, 0, 0, 0]),
    binary(
      name: "v.bin.gz", "ends in the middle of its compressed data", found: "bytes",
      hint: "cut short", Array(Packed.gzip(good).dropLast(9))),
    binary(
      name: "v.bin.gz", "the compressed data is damaged", found: "invalid", hint: "copy it again",
      [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255, 7, 7, 7, 7]),
    binary(
      inside: "record 2", name: "v.bin.gz", "the file ends too early", expected: "2 records",
      found: "1", hint: "cut off", Packed.gzip(good)),
  ]

  private static let wordsAsked = [
    Row(
      "vectors show words.bin dul", at: "words.bin", "the word \"dul\" has no vector",
      hint: "there is \"dull\""),
    Row(
      "vectors show words.bin elephant", at: "words.bin", "the word \"elephant\" has no vector",
      hint: "--limit"),
    Row(
      "vectors similar words.bin films", at: "words.bin", "the word \"films\" has no vector",
      hint: "there is \"film\""),
    Row(
      "vectors similar words.bin film --negative so", at: "words.bin",
      "the word \"so\" has no vector", hint: "upper and lower case"),
    Row(
      "vectors convert words.bin old.txt --words list.txt", at: "list.txt",
      "no word of the list has a vector", hint: "one word a line"
    ) { try $0.write("Zebra\n", to: "list.txt") },
    Row(
      "vectors map words.bin film --analogy good bad dul", at: "words.bin › \"dul\"",
      "the word has no vector", hint: "upper and lower case"),
    Row(
      "vectors map net.keras film", at: "net.keras", "without a text side",
      expected: "unroll train", hint: "arrays"),
    Row(
      "train --seed 1 --vectors words.bin --architecture net.json --max-length 9 --output old.keras",
      at: "net.json", "a length of its own", expected: "5 words", found: "--max-length 9",
      hint: "leave --max-length out"),
    Row(
      "train --seed 1 --architecture net.json --output old.keras", at: "net.json",
      "does not read these word vectors", expected: "[None, length, ", found: "[None, 5, 3]",
      hint: "--vectors"),
  ]
}
