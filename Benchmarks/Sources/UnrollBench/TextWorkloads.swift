import Unroll

/// The text side: tokens, and files of word vectors.
enum TextWorkloads {
  static var all: [Workload] {
    [
      Workload(name: "tokenize", prepare: tokenize),
      Workload(name: "vectors/bin") { load($0.path("vectors-200k.bin")) },
      Workload(name: "vectors/bin.gz") { load($0.path("vectors-200k.bin.gz")) },
    ]
  }

  /// Megabytes of text a second, on one core, as byte ranges; nltk makes strings.
  private static func tokenize(_ data: BenchData) throws -> () throws -> Double {
    let texts = try data.texts.get().map { Array($0.utf8) }
    let bytes = texts.reduce(0) { $0 + $1.count }
    let tokenizer = TreebankTokenizer()
    var tokens: [Token] = []
    let measure = {
      let passes = 4
      let seconds = Clock.seconds {
        for _ in 0..<passes {
          for text in texts {
            tokens.removeAll(keepingCapacity: true)
            tokenizer.tokenize(text.span, into: &tokens)
          }
        }
      }
      return Double(bytes * passes) / seconds / 1e6
    }
    _ = measure()
    return measure
  }

  /// Seconds until all vectors of a file are in memory.
  private static func load(_ path: String) -> () throws -> Double {
    {
      var count = 0
      let seconds = try Clock.seconds { count = try WordVectors(contentsOf: path).count }
      guard count > 0 else { throw BenchError("the file of vectors is empty") }
      return seconds
    }
  }
}
