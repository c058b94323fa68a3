/// Command lines that are wrong in themselves.
extension WrongInputs {
  static let commandLines: [WrongCommandLine] =
    commands + trainLines + fitLines + predictLines + insightLines + serverLines + vectorLines

  private static let commands = [
    Line("fly", at: "'fly'"), Line("vectors fly", at: "'fly'"),
    Line("summary", at: "'<model>'", "Missing"),
    Line("summary net.keras more", at: "'more'", "Unexpected"),
    Line("summary net.keras --flub", at: "'--flub'", "Unknown option"),
    Line("summary net.keras --weights", at: "'--weights <file.weights.h5>'", "Missing value"),
    Line("summary net.keras --jsno", at: "'--jsno'", "Did you mean '--json'"),
    Line("tokenize a b", at: "'b'", "Unexpected"),
    Line("convert net.keras", at: "'<output>'", "Missing"),
    Line("convert a.keras b.keras --weights w.weights.h5", at: "--weights", ".json"),
    Line("demo --seed -1", at: "--seed", "Missing value"),
    Line("demo --threads 0", at: "--threads", "1 or more", "not 0"),
    Line("demo memory --output x", at: "--output", "unroll demo", "--html"),
    Line("demo --output x memory", at: "--output", "unroll demo", "--html"),
    Line("demo memory --distances 2", at: "--distances", "4 to 1000", "not 2"),
    Line("demo memory --distances 8,,9", at: "--distances", "separated by commas", "8,,9"),
    Line("demo memory --task sleep", at: "'--task <task>'", "'sleep'", "'recall'"),
    Line("demo memory --units 0", at: "--units", "1 or more", "not 0"),
    Line("demo memory --updates 0", at: "--updates", "1 or more", "not 0"),
  ]

  private static func train(_ options: String, _ place: String, _ facts: String...) -> Line {
    Line("train --output new.keras " + options, at: place, all: facts)
  }

  private static let trainLines = [
    Line("train", at: "'--output <file.keras>'", "Missing"),
    Line("train --output model.h5", at: "--output", ".keras", "model.h5"),
    train("--layer cnn", "'--layer <layer>'", "'cnn'", "'simple-rnn', 'lstm' or 'gru'"),
    train("--pool min", "'--pool <pool>'", "'min'", "'flatten'"),
    train("--units 0", "--units", "1 or more", "not 0"),
    train("--stack 0", "--stack", "1 or more", "not 0"),
    train("--dropout 1", "--dropout", "less than 1", "not 1.0"),
    train("--max-length 0", "--max-length", "1 or more", "not 0"),
    train("--epochs none", "'--epochs <n>'", "'none'"),
    train("--epochs 0", "--epochs", "1 or more", "not 0"),
    train("--batch-size 0", "--batch-size", "1 or more", "not 0"),
    train("--samples 0", "--samples", "1 or more", "not 0"),
    train("--validation-samples 0", "--validation-samples", "1 or more", "not 0"),
    train("--validation-split 1", "--validation-split", "less than 1", "not 1.0"),
    train("--optimizer magic", "--optimizer", "magic", "rmsprop"),
    train("--learning-rate=-1", "--learning-rate", "0 or more", "not -1.0"),
    train("--limit 0", "--limit", "1 or more", "not 0"),
    train("--threads 0", "--threads", "1 or more", "not 0"),
    train("--seed x", "'--seed <n>'", "'x'"),
    train("--keep-words some", "'--keep-words <words>'", "'some'", "'all' and 'seen'"),
    train("--early-stopping :3", "--early-stopping", "val_loss:3", "not :3"),
  ]

  private static func fit(_ options: String, _ place: String, _ facts: String...) -> Line {
    Line("fit m.keras x.npy y.npy --output new.keras " + options, at: place, all: facts)
  }

  private static let fitLines = [
    Line("fit m.keras --output new.keras", at: "'<x.npy y.npy> ...'", "Missing"),
    Line("fit m.keras x.npy y.npy", at: "'--output <file.keras>'", "Missing"),
    Line("fit m.keras x.npy y.npy --output new.h5", at: "--output", ".keras", "new.h5"),
    fit("--epochs 0", "--epochs", "1 or more", "not 0"),
    fit("--batch-size 0", "--batch-size", "1 or more", "not 0"),
    fit("--initial-epoch 1", "--initial-epoch", "less than --epochs", "not 1"),
    fit("--validation-split 0", "--validation-split", "more than 0", "not 0.0"),
    fit("--validation-split 0.1 --validation a.npy b.npy", "--validation", "not both"),
    fit("--optimizer magic", "--optimizer", "(found magic)", "supported are", "rmsprop"),
    fit("--learning-rate=-1", "--learning-rate", "0 or more", "not -1.0"),
    fit("--loss sadness", "--loss", "(found sadness)", "supported are", "hinge"),
    fit("--metrics accuracy,luck", "--metrics", "(found luck)", "supported are", "accuracy"),
    fit("--metrics PrecisionAtRecall", "--metrics", "the option recall", "found a name"),
    fit("--class-weight 0=1,1", "--class-weight", "0=1,1=2.5", "not 0=1,1"),
    fit("--class-weight 0=1,0=2", "--class-weight", "twice", "0=1,0=2"),
    fit("--class-weight 0=1 --sample-weight w.npy", "--class-weight", "not both"),
    fit("--early-stopping val_loss:soon", "--early-stopping", "val_loss:3", "val_loss:soon"),
    fit("--early-stopping val_loss,patience=3", "--early-stopping", "min-delta", "patience=3"),
    fit("--early-stopping val_loss,min-delta=x", "--early-stopping", "a number", "not x"),
    fit("--reduce-lr loss:1,factor=2", "--reduce-lr", "below 1", "not 2"),
    fit("--reduce-lr loss:1,mode=up", "--reduce-lr", "min, max or auto", "not up"),
    fit("--reduce-lr loss:1,cooldown=-1", "--reduce-lr", "a whole number", "not -1"),
    fit("--resume", "--resume", "need --checkpoint"),
    fit("--checkpoint run --every 5 hours", "--every", "batches or minutes", "not 5 hours"),
    fit("--checkpoint-best loss", "--checkpoint-best", "--checkpoint-path"),
    fit("--checkpoint-path m.h5", "--checkpoint-path", ".keras or .weights.h5", "m.h5"),
    fit("--checkpoint-path m.keras --checkpoint-every 0", "--checkpoint-every", "not 0"),
  ]

  private static let predictLines = [
    Line("predict", at: "'<model>'", "Missing"),
    Line("predict m.keras", at: "--input", "standard input"),
    Line("predict m.keras text --input -", at: "--input", "not both"),
    Line("predict m.keras --input X.npy", at: "--output", "FILE.npy"),
    Line("predict m.keras --input X.npy --output y.txt", at: "--output", "FILE.npy"),
    Line("predict m.keras --input X.npy --input a.txt --output y.npy", at: "a.txt", "together"),
    Line("predict m.keras --input a.txt --input b.txt", at: "--input", "at most once"),
    Line("predict m.keras --input X.npy --output y.npy --json", at: "--json", "arrays"),
    Line("predict m.keras text --threads many", at: "'--threads <n>'", "'many'"),
    Line("evaluate m.keras X.npy", at: "X.npy", "Y.npy", "--data"),
    Line("evaluate m.keras --split half", at: "'--split <split>'", "'half'", "'train' and 'test'"),
    Line("evaluate m.keras --loss sadness", at: "--loss", "(found sadness)", "supported are"),
    Line("evaluate m.keras --metrics luck", at: "--metrics", "(found luck)", "supported are"),
  ]

  private static let insightLines = [
    Line("explain m.keras", at: "--file", "Give a text"),
    Line("explain m.keras text --file -", at: "--file", "one of them"),
    Line("explain m.keras text --sample -1", at: "--sample", "Missing value"),
    Line("explain m.keras text --sample=-1", at: "--sample", "0 or more", "not -1"),
    Line("explain m.keras text --output x", at: "'--output <n>'", "'x'"),
    Line("gradients --text a --data b", at: "--data", "one of them"),
    Line("gradients --input x.npy", at: "--input", "needs a model"),
    Line("gradients --steps 0", at: "--steps", "1 or more", "not 0"),
    Line("gradients --texts 0", at: "--texts", "1 or more", "not 0"),
    Line("page", at: "'<file.json>", "Missing"),
    Line("page a.json", at: "'--html <file>'", "Missing"),
  ]

  private static let serverLines = [
    Line("serve", at: "'<model>", "Missing"),
    Line("serve m.keras --port 99999", at: "--port", "0 to 65535", "not 99999"),
    Line("serve m.keras --port http", at: "'--port <n>'", "'http'"),
    Line("serve m.keras --poll 0", at: "--poll", "0.05 to 86400", "not 0.0"),
    Line("serve m.keras --versions 0", at: "--versions", "1 to", "not 0"),
    Line("serve m.keras --max-queue 0", at: "--max-queue", "1 to", "not 0"),
    Line("serve m.keras --max-body 99999999", at: "--max-body", "16777216", "not 99999999"),
    Line("serve m.keras --threads 0", at: "--threads", "1 or more", "not 0"),
  ]

  private static let vectorLines = [
    Line("vectors show v.bin", at: "'<word>", "Missing"),
    Line("vectors info v.bin --limit 0", at: "--limit", "1 or more", "not 0"),
    Line("vectors similar v.bin", at: "word", "similar v.bin film"),
    Line("vectors similar v.bin film --count 0", at: "--count", "1 or more", "not 0"),
    Line("vectors convert v.bin", at: "'<output>'", "Missing"),
    Line("vectors map v.bin", at: "--file", "Give a text"),
    Line("vectors map v.bin text --analogy a b", at: "--analogy", "three words"),
    Line("vectors map v.bin text --neighbours=-1", at: "--neighbours", "0 or more", "not -1"),
  ]
}
