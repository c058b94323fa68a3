import Foundation
import Unroll

/// Writes what a model thinks of texts, in chunks, in the order of the texts.
struct TextPredictions {
  /// The most texts that are in memory at once.
  private static let chunk = 256

  let predictor: TextPredictor
  let isJSON: Bool

  /// Reads texts line by line until the input ends, and writes results as soon as there are any.
  ///
  /// - Parameters:
  ///   - reader: the input.
  ///   - sink: where the results go.
  /// - Throws: `UnrollError` if the input cannot be read or is not text.
  func write(textsOf reader: LineReader, to sink: some ByteSink) throws {
    while let block = try reader.nextBlock() {
      var texts: [String] = []
      for line in Lines(block) {
        texts.append(TextLine.text(block[line]))
        if texts.count == Self.chunk {
          try write(texts, to: sink)
          texts.removeAll(keepingCapacity: true)
        }
      }
      try write(texts, to: sink)
    }
  }

  /// Predicts some texts together, and hands the results on.
  ///
  /// - Parameters:
  ///   - texts: the texts.
  ///   - sink: where the results go.
  /// - Throws: `UnrollError` if the model does not fit its vectors.
  func write(_ texts: [String], to sink: some ByteSink) throws {
    for (text, prediction) in zip(texts, try predictor.predict(texts)) {
      try sink.write(isJSON ? object(text, prediction) : line(text, prediction))
    }
    try sink.flush()
  }

  private func line(_ text: String, _ prediction: TextPrediction) -> String {
    let score = String(format: "%.4f", prediction.score)
    return "\(score)\t\(prediction.label)\t\(TextLine.flattened(text))\n"
  }

  private func object(_ text: String, _ prediction: TextPrediction) -> String {
    JSONText.object([
      ("text", .string(text)), ("label", .string(prediction.label)),
      ("score", .number(prediction.score)),
    ]) + "\n"
  }
}

/// One line of input.
private enum TextLine {
  private struct Record: Decodable {
    let text: String
  }

  /// The text of a line: that of a JSON object with "text", else the line as it is.
  static func text(_ line: ArraySlice<UInt8>) -> String {
    let first = line.first { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }
    if first == UInt8(ascii: "{"),
      let record = try? JSONDecoder().decode(Record.self, from: Data(line))
    {
      return record.text
    }
    return String(decoding: line, as: UTF8.self)
  }

  /// The text without what would break a line of columns.
  static func flattened(_ text: String) -> String {
    let breaks: Set<UInt8> = [0x09, 0x0A, 0x0D]
    guard text.utf8.contains(where: breaks.contains) else { return text }
    return String(decoding: text.utf8.map { breaks.contains($0) ? 0x20 : $0 }, as: UTF8.self)
  }
}
