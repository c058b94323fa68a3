/// What happens between epochs, architectures for `train`, and the insides of a run.
extension WrongInputs {
  private static func fit(
    _ options: String, at place: String, _ what: String, expected: String? = nil,
    found: String? = nil, hint: String, _ setup: @escaping WrongInput.Setup = { _ in }
  ) -> Row {
    Row(
      "fit net.keras x.npy y.npy --seed 1 --quiet --output old.keras \(options)", at: place, what,
      expected: expected, found: found, hint: hint, setup)
  }

  static let training = [
    fit(
      "--early-stopping luck", at: "EarlyStopping › luck", "no such figure",
      expected: "one of loss, accuracy", hint: "one of these"),
    fit(
      "--early-stopping val_loss", at: "EarlyStopping › val_loss", "there is none",
      hint: "validate, or watch loss"),
    fit(
      "--reduce-lr luck", at: "ReduceLROnPlateau › luck", "no such figure",
      expected: "one of loss, accuracy", hint: "one of these"),
    fit(
      "--checkpoint-path c.keras --checkpoint-best luck", at: "ModelCheckpoint › luck",
      "no such figure", expected: "one of loss, accuracy", hint: "one of these"),
    fit(
      "--checkpoint-path c{epoch.keras", at: "c{epoch.keras", "a brace has no partner",
      hint: "write {{ and }}"),
    fit(
      "--checkpoint-path c{1}.keras", at: "c{1}.keras", "a field has no name",
      hint: "{val_loss:.2f}"),
    fit(
      "--checkpoint-path c{epoch:x}.keras", at: "c{epoch:x}.keras",
      "the format of {epoch} is not supported", hint: "02d"),
    fit(
      "--checkpoint-path c{luck}.keras", at: "ModelCheckpoint › c{luck}.keras",
      "there is no figure {luck}", expected: "epoch, loss", hint: "one of these"),
    fit("--csv-log folder", at: "folder", "cannot", found: "directory", hint: "name a file") {
      try $0.makeFolder("folder")
    },
    fit(
      "--tensorboard file", at: "file/train", "cannot make the folder", found: "directory",
      hint: "another folder"
    ) { try $0.write("", to: "file") },
    fit(
      "--checkpoint file", at: "file", "cannot make the folder", found: "File exists",
      hint: "name a folder"
    ) { try $0.write("", to: "file") },
    fit(
      "--checkpoint run --resume", at: "run", "no checkpoint in the folder is whole",
      found: "1 damaged files", hint: "begin the run anew"
    ) {
      try $0.write("torn", to: "run/checkpoint-0001-0000000.npz")
      try $0.write("", to: "run/lock")
    },
    fit(
      "--checkpoint run", at: "run", "checkpoints of an earlier run", expected: "--resume",
      found: "checkpoint-0001-0000000.npz", hint: "another folder"
    ) {
      try $0.write("torn", to: "run/checkpoint-0001-0000000.npz")
      try $0.write("", to: "run/lock")
    },
    Row(
      "train --seed 1 --architecture a.json --output old.keras", at: "a.json",
      "one input", expected: "1", found: "2", hint: "unroll fit"
    ) {
      let second =
        #"{"class_name": "InputLayer", "config": {"name": "b", "batch_shape": [null, 6, 3]}, "name": "b", "inbound_nodes": []}"#
      let graph = Described.graph(
        [("add", Described.layer("Add"), ["in", "b"])], output: #"[["add", 0, 0]]"#,
        inputs: #"[["in", 0, 0], ["b", 0, 0]]"#)
      try $0.write(
        graph.replacing(#""layers": ["#, with: #""layers": [\#(second), "#), to: "a.json")
    },
    Row(
      "train --seed 1 --quiet --vectors words.bin --architecture a.json --output old.keras",
      at: "a.json",
      "not as many outputs as there are labels", expected: "3 labels", found: "2",
      hint: "one output for each label"
    ) {
      try $0.write(
        Described.chain([Described.layer("Flatten"), Described.layer("Dense", #""units": 3"#)]),
        to: "a.json")
    },
    Row(
      "train --seed 1 --quiet --vectors words.bin --architecture a.json --output old.keras",
      at: "a.json › layers/0 › lstm › units", "the wrong type", expected: "a whole number",
      found: "\"4\"", hint: "correct the description"
    ) { try $0.write(Described.chain([Described.layer("LSTM", #""units": "4""#)]), to: "a.json") },
    Row(
      "tokenize", at: "UNROLL_ISA", "no such instruction set", expected: "baseline",
      found: "abacus",
      hint: "leave UNROLL_ISA unset", environment: ["UNROLL_ISA": "abacus"]),
  ]
}
