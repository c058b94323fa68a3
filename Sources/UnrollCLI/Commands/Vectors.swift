import ArgumentParser

/// `unroll vectors`: what can be done with word vectors.
struct Vectors: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Shows, compares and converts word vectors.",
    discussion: """
      Files may be word2vec binary or text, or GloVe text, plain or gzipped; the content decides.

      Examples:
        unroll vectors info GoogleNews-vectors-negative300.bin.gz
        unroll vectors show vectors.bin film --limit 200000
        unroll vectors similar vectors.bin king woman --negative man
        unroll vectors convert vectors.bin.gz vectors.txt --words words.txt
      """,
    subcommands: [
      VectorsInfo.self, VectorsShow.self, VectorsSimilar.self, VectorsConvert.self,
      VectorsMap.self,
    ])
}
