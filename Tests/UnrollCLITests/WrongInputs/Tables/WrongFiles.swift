/// Files that are missing, and files that cannot be written.
extension WrongInputs {
  private static func missing(_ command: String, _ name: String) -> Row {
    Row(
      command, at: name, "cannot open the file", found: "No such file or directory",
      hint: "check the path")
  }

  static let missingFiles =
    [
      missing("predict no.keras text", "no.keras"), missing("evaluate no.keras", "no.keras"),
      missing("fit no.keras x.npy y.npy --output new.keras", "no.keras"),
      missing("fit net.keras no.npy y.npy --output old.keras", "no.npy"),
      missing("summary no.keras", "no.keras"), missing("summary no.json", "no.json"),
      missing("tokenize no.txt", "no.txt"), missing("convert no.keras new.keras", "no.keras"),
      missing("explain no.keras text", "no.keras"), missing("gradients no.keras", "no.keras"),
      missing("explain text.keras --file no.txt", "no.txt"),
      missing("vectors info no.bin", "no.bin"), missing("vectors show no.bin word", "no.bin"),
      missing("vectors similar no.bin word", "no.bin"),
      missing("vectors map no.bin text", "no.bin"),
      missing("vectors convert no.bin old.txt", "no.bin"),
      missing("vectors convert words.bin old.txt --words no.txt", "no.txt"),
      missing("predict net.keras --input no.npy --output old.npy", "no.npy"),
      missing("predict text.keras --input no.txt --output old.txt", "no.txt"),
      missing("evaluate net.keras x.npy no.npy", "no.npy"),
      missing("evaluate text.keras --data no.csv", "no.csv"),
      missing("train --data no.tar.gz --output old.keras --seed 1", "no.tar.gz"),
      missing("train --vectors no.bin --output old.keras --seed 1", "no.bin"),
      missing("train --architecture no.json --output old.keras --seed 1", "no.json"),
      missing("page no.json --html old.html", "no.json"),
      missing("summary no.h5", "no.h5"),
      missing(
        "predict net.json --weights no.weights.h5 --input x.npy --output old.npy",
        "no.weights.h5"),
    ]
    + [
      Row(
        "serve no.keras", at: "no.keras", "there is no such model", hint: "a folder with versions"),
      Row(
        "serve net.keras --token-file no.txt", at: "no.txt", "cannot read the token",
        hint: "check the path"),
      Row(
        "summary m.json/x.keras", at: "m.json/x.keras", "cannot open the file",
        found: "Not a directory", hint: "check the path"
      ) { try $0.write("{}", to: "m.json") },
      Row(
        "summary folder.keras", at: "folder.keras", "cannot read the file",
        found: "Is a directory", hint: "name a file"
      ) { try $0.makeFolder("folder.keras") },
      Row(
        "tokenize folder", at: "folder", "cannot read the input", found: "Is a directory",
        hint: "name a file"
      ) { try $0.makeFolder("folder") },
    ]

  private static func unwritable(_ command: String, _ name: String) -> Row {
    Row(
      command, at: name, "cannot create the file", found: "No such file or directory",
      hint: "check the path")
  }

  static let outputs =
    [
      unwritable("train --output no/m.keras --seed 1", "no/m.keras"),
      unwritable("train --output old.keras --history no/h.json --seed 1", "no/h.json"),
      unwritable("train --output old.keras --report no/r.html --seed 1", "no/r.html"),
      unwritable("train --output old.keras --csv-log no/l.csv --seed 1", "no/l.csv"),
      unwritable("train --output old.keras --checkpoint-path no/c.keras --seed 1", "no/c.keras"),
      unwritable("fit net.keras x.npy y.npy --output no/m.keras", "no/m.keras"),
      unwritable("fit net.keras x.npy y.npy --output old.keras --history no/h.json", "no/h.json"),
      unwritable("predict text.keras text --output no/o.txt", "no/o.txt"),
      unwritable("predict net.keras --input x.npy --output no/o.npy", "no/o.npy"),
      unwritable("convert net.keras no/m.h5", "no/m.h5"),
      unwritable("convert net.keras no/m.keras", "no/m.keras"),
      unwritable("vectors convert words.bin no/w.txt", "no/w.txt"),
      unwritable("explain text.keras text --html no/e.html", "no/e.html"),
      unwritable("gradients text.keras --html no/g.html", "no/g.html"),
      unwritable("demo memory --html no/m.html", "no/m.html"),
      unwritable("page e.json --html no/p.html", "no/p.html"),
      unwritable("vectors map words.bin film --html no/m.html", "no/m.html"),
    ]
    + [
      Row(
        "demo --output file", at: "file", "cannot make the folder", found: "File exists",
        hint: "choose another one with --output"
      ) { try $0.write("", to: "file") },
      Row(
        "train --output folder.keras --seed 1", at: "folder.keras", "cannot",
        found: "a directory", hint: "name a file"
      ) { try $0.makeFolder("folder.keras") },
      Row(
        "convert net.keras out.pb", at: "out.pb", "does not say what kind of model",
        expected: ".keras, .h5", hint: "one of these endings"),
      Row(
        "convert net.keras out.weights.h5", at: "out.weights.h5",
        "this ending is for weights alone",
        expected: ".keras, .json or .h5", hint: "saveWeights"),
      Row(
        "vectors convert words.bin out.pdf", at: "out.pdf", "cannot be written under this name",
        expected: ".bin (word2vec binary)", hint: "one of these endings"),
      Row(
        "vectors convert words.bin out.txt.gz", at: "out.txt.gz",
        "cannot be written under this name", expected: ".txt", hint: "gzip it"),
    ]
}
