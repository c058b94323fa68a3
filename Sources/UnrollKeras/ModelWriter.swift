import Foundation
import UnrollArchive
import UnrollNN
import UnrollTensor

/// Takes a model apart into the texts and bytes of Keras's files.
struct ModelWriter {
  /// Assets are mapped and used in place; this suits every vector unit.
  private static let alignment = 64
  /// The oldest version whose format this is.
  static let kerasVersion = "3.0.0"

  private let model: Model
  private let compilation: JSONValue?

  init(_ model: Model) {
    self.model = model
    compilation =
      model.compilation.map(CompilationWriter.config) ?? model.keptCompilation?.config
  }

  /// The description of the model.
  func json() throws -> String { try JSONText(description()).text }

  /// The file of weights.
  func weights() throws -> [UInt8] { try WeightWriter(model).image(optimizer: optimizer()) }

  /// The file of weights in the layout of Keras 2, which has no place for the optimizer.
  func legacyWeights() throws -> [UInt8] { try LegacyWriter(model).image() }

  /// All in one HDF5 file.
  func wholeModel() throws -> [UInt8] {
    try WholeModelFile.image(model, LegacyForm(description()), optimizer: optimizer())
  }

  /// Writes all in one file.
  func writeArchive(
    to path: String, assets: [KerasAsset], date: Date?, selfCheck: Bool
  ) throws {
    for asset in assets where !asset.name.hasPrefix(KerasArchive.Member.assets) {
      throw UnrollError(
        .invalidInput, "the name of an asset begins with \(KerasArchive.Member.assets)",
        path: [path, asset.name], hint: "give the asset such a name")
    }
    let metadata = JSONValue.object([
      "keras_version": .string(Self.kerasVersion), "date_saved": .string(Self.text(date)),
    ])
    let (config, weights) = (Array(try json().utf8), try weights())
    let members = [
      (KerasArchive.Member.metadata, Array(try JSONText(metadata).text.utf8)),
      (KerasArchive.Member.config, config),
      (KerasArchive.Member.weights, weights),
    ]
    let origin = SelfCheck.Origin(
      config: Checksum.of(config.span.bytes), weights: Checksum.of(weights.span.bytes))
    let answers = selfCheck ? try SelfCheck.make(model, origin)?.assets() : nil
    try AtomicFile.write(to: path) { file in
      var zip = ZipWriter(to: file)
      for (name, bytes) in members {
        try zip.add(name: name, data: bytes, alignment: Self.alignment)
      }
      // Those of the file that the assets come from are old by now.
      for asset in assets.filter({ !SelfCheck.owns($0.name) }) + (answers ?? []) {
        try asset.bytes.withBytes {
          try zip.add(name: asset.name, data: $0, alignment: Self.alignment)
        }
      }
      try zip.finish()
    }
  }

  private func description() throws -> JSONValue {
    try ArchitectureWriter(model.architecture).description(compilation: compilation)
  }

  private func optimizer() -> OptimizerVariables? {
    compilation == nil ? nil : OptimizerVariables(model)
  }

  /// Keras's form of a time, in UTC; the first day that zip archives know stands for none.
  private static func text(_ date: Date?) -> String {
    guard let date else { return "1980-01-01@00:00:00" }
    let style = Date.VerbatimFormatStyle(
      format: """
        \(year: .padded(4))-\(month: .twoDigits)-\(day: .twoDigits)@\
        \(hour: .twoDigits(clock: .twentyFourHour, hourCycle: .zeroBased)):\
        \(minute: .twoDigits):\(second: .twoDigits)
        """,
      timeZone: .gmt, calendar: Calendar(identifier: .gregorian))
    return date.formatted(style)
  }
}
