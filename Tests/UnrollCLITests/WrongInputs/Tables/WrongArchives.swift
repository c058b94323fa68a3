/// Labelled texts in archives and folders: `.tar`, `.tar.gz`, `.zip`.
extension WrongInputs {
  private static func train(
    _ name: String, inside: String? = nil, _ what: String, expected: String? = nil,
    found: String? = nil, hint: String, _ setup: @escaping WrongInput.Setup
  ) -> Row {
    Row(
      "train --seed 1 --output old.keras --data \(name)",
      at: ([name] + (inside.map { [$0] } ?? [])).joined(separator: " › "), what,
      expected: expected, found: found, hint: hint, setup)
  }

  static let archives = tarArchives + zipArchives + folders

  private static let tarArchives = [
    train("d.tar", "the archive is empty", expected: ".tar.gz", hint: "download or copy it again") {
      try $0.write([], to: "d.tar")
    },
    train(
      "d.tar", "not a whole tar archive", found: "nrecognized archive format",
      hint: "download or copy it again"
    ) { try $0.write(String(repeating: "no archive ", count: 100), to: "d.tar") },
    train(
      "d.tar", inside: "after data/train/pos/0_9.txt", "ends without its end mark",
      hint: "cut short"
    ) { try $0.write(Array(Packed.tar(Packed.reviews).prefix(1024)), to: "d.tar") },
    train(
      "d.tar", inside: "data/train/neg/0_1.txt", "not a whole tar archive", found: "runcated",
      hint: "again"
    ) {
      try $0.write(Array(Packed.tar(Packed.reviews).prefix(1024 + 512 + 4)), to: "d.tar")
    },
    train("d.tar", "a format that is not read", expected: ".tar.gz", found: "xz", hint: "unpack it")
    {
      try $0.write([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0, 0, 0], to: "d.tar")
    },
    train(
      "d.tar.bz2", "a format that is not read", expected: ".zip", found: "bzip2", hint: "unpack it"
    ) {
      try $0.write([0x42, 0x5A, 0x68, 0x39, 0x31], to: "d.tar.bz2")
    },
    train(
      "d.tar", "there are no labelled texts", expected: "pos/ and neg/", found: "readme.txt",
      hint: "tables are read too"
    ) {
      try $0.write(Packed.tar([("readme.txt", "Hello.")]), to: "d.tar")
    },
    train(
      "d.tar", "there are no negative texts", expected: "train/neg/", found: "1 texts",
      hint: "every class"
    ) {
      try $0.write(Packed.tar([Packed.reviews[0]]), to: "d.tar")
    },
    train(
      "d.tar", "there is no train split", expected: "train/pos/", found: "test/",
      hint: "the other split"
    ) {
      try $0.write(
        Packed.tar([("test/pos/0_9.txt", "Good."), ("test/neg/0_1.txt", "Bad.")]), to: "d.tar")
    },
    train(
      "d.tar.gz", inside: "after data/train/neg/0_1.txt",
      "ends in the middle of its compressed data", found: "bytes", hint: "cut short"
    ) {
      try $0.write(Array(Packed.gzip(Packed.tar(Packed.reviews)).dropLast(9)), to: "d.tar.gz")
    },
    train(
      "d.tar.gz", "the compressed data is damaged", found: "incorrect data check",
      hint: "copy it again"
    ) {
      var bytes = Packed.gzip(Packed.tar(Packed.reviews))
      bytes[bytes.count - 6] ^= 1
      try $0.write(bytes, to: "d.tar.gz")
    },
    train(
      "d.tar.gz", inside: "after data/train/neg/0_1.txt",
      "goes on after the end of its compressed data", hint: "damaged"
    ) {
      try $0.write(Packed.gzip(Packed.tar(Packed.reviews)) + [1, 2, 3], to: "d.tar.gz")
    },
  ]

  private static func zip(_ bench: Bench) throws {
    try bench.pack("d.zip", Packed.reviews.map { ($0.name, Array($0.text.utf8)) })
  }

  private static let zipArchives = [
    train(
      "d.zip", "no directory at its end", found: "46 bytes",
      hint: "not a zip archive or was cut short"
    ) {
      try $0.write([0x50, 0x4B, 3, 4] + [UInt8](repeating: 0, count: 42), to: "d.zip")
    },
    train("d.zip", "no directory at its end", found: "bytes", hint: "cut short") {
      try zip($0)
      try $0.damage("d.zip", as: "d.zip") { $0.removeLast(30) }
    },
    train(
      "d.zip", inside: "data/train/pos/0_9.txt", "does not match its checksum",
      hint: "copy it again"
    ) {
      try zip($0)
      try $0.flip("d.zip", at: Array("A good film.".utf8))
    },
    train("d.zip", inside: "data/train/pos/0_9.txt", "encrypted", hint: "without a password") {
      try zip($0)
      try $0.flip("d.zip", at: [0x50, 0x4B, 1, 2], offset: 8)
    },
    train(
      "d.zip", inside: "data/train/pos/0_9.txt", "an unsupported method", expected: "deflate (8)",
      found: "method 14", hint: "default settings"
    ) {
      try zip($0)
      try $0.flip("d.zip", at: [0x50, 0x4B, 1, 2], offset: 10, bits: 14)
    },
    train(
      "d.zip", inside: "data/train/pos/0_9.txt", "contradicts the directory", hint: "copy it again"
    ) {
      try zip($0)
      try $0.damage("d.zip", as: "d.zip") { $0[30] ^= 1 }
    },
    train(
      "d.zip", inside: "directory entry 1", "the directory of the zip archive is damaged",
      hint: "copy it again"
    ) {
      try zip($0)
      try $0.flip("d.zip", at: [0x50, 0x4B, 1, 2], occurrence: 1)
    },
    train(
      "d.zip", "there are no labelled texts", expected: "pos/ and neg/", found: "readme.txt",
      hint: "tables are read too"
    ) {
      try $0.pack("d.zip", [("readme.txt", [65])])
    },
  ]

  private static let folders = [
    train(
      "d", "there are no labelled texts", expected: "pos/ and neg/", found: "no files",
      hint: "tables are read too"
    ) {
      try $0.makeFolder("d")
    },
    train(
      "d", "there are no positive texts", expected: "pos/", found: "1 texts", hint: "every class"
    ) {
      try $0.write("A bad film.", to: "d/neg/1.txt")
      try $0.makeFolder("d/pos")
    },
    train("d", inside: "pos/1.txt", "not valid UTF-8", found: "at byte 2", hint: "iconv") {
      try $0.write("A bad film.", to: "d/neg/1.txt")
      try $0.write([65, 66, 0xFF, 67], to: "d/pos/1.txt")
    },
    Row(
      "evaluate text.keras --split test --data d", at: "d", "no test split",
      expected: nil, found: "2 texts without a split", hint: "leave --split out"
    ) {
      try $0.write("A bad film.", to: "d/neg/1.txt")
      try $0.write("A good film.", to: "d/pos/1.txt")
    },
  ]
}
