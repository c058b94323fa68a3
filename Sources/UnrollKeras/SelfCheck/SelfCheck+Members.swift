import UnrollArchive
import UnrollNN
import UnrollTensor

extension SelfCheck {
  /// The description.
  static let description = KerasArchive.Member.assets + "unroll/self_check.json"
  private static let folder = KerasArchive.Member.assets + "unroll/self_check/"
  private static let format = 1

  private static func input(_ index: Int) -> String { folder + "input_\(index).npy" }
  private static func output(_ index: Int) -> String { folder + "output_\(index).npy" }

  /// Whether a member of an archive is one of a self-check.
  static func owns(_ member: String) -> Bool {
    member == description || member.hasPrefix(folder)
  }

  /// The members of an archive.
  ///
  /// - Throws: `UnrollError` if a number cannot be written.
  func assets() throws -> [KerasAsset] {
    let document = JSONValue.object([
      "format": .integer(Self.format),
      "config_crc32": .integer(Int(origin.config)), "weights_crc32": .integer(Int(origin.weights)),
      "inputs": .array(
        inputs.map { input in
          .object([
            "shape": .array(input.shape.map(JSONValue.integer)),
            "lengths": .array(input.lengths.map(JSONValue.integer)),
            "padding": .number(Double(input.padding)),
          ])
        }),
      "outputs": .array(
        outputs.map { output in
          .object([
            "name": .string(output.name),
            "tolerance": output.tolerance.map { .number(Double($0)) } ?? .null,
          ])
        }),
    ])
    var assets = [KerasAsset(Self.description, Array(try JSONText(document).text.utf8))]
    for (index, input) in inputs.enumerated() {
      assets.append(KerasAsset(Self.input(index), NumPyFile.bytes(input.values)))
    }
    for (index, output) in outputs.enumerated() where output.tolerance != nil {
      assets.append(KerasAsset(Self.output(index), NumPyFile.bytes(output.values)))
    }
    return assets
  }

  /// Reads the self-check of an archive.
  ///
  /// - Returns: the self-check; nil if the archive has none.
  /// - Throws: `UnrollError` that names the file and the member that is damaged.
  init?(_ archive: KerasArchive) throws {
    guard archive.has(Self.description) else { return nil }
    let text = try Self.bytes(archive, Self.description)
    let fields = try locating(archive.path) {
      try locating(Self.description) { try SelfCheckFields(JSONDocument(text).value) }
    }
    guard fields.format == Self.format else {
      throw UnrollError(
        .unsupported, "the self-check was written by a newer Unroll",
        path: [archive.path, Self.description], expected: "format \(Self.format)",
        found: "\(fields.format)", hint: SelfCheck.wayAround)
    }
    origin = fields.origin
    inputs = try fields.inputs.enumerated().map { index, input in
      let values = try Self.values(
        archive, Self.input(index), samples: fields.samples, atMost: max(1, input.count))
      return SelfCheckInput(
        shape: input.shape, lengths: input.lengths, padding: input.padding, values: values)
    }
    outputs = try fields.outputs.enumerated().map { index, output in
      guard let tolerance = output.tolerance else {
        return Output(name: output.name, values: Tensor(shape: [0, 0]) { _ in }, tolerance: nil)
      }
      let values = try Self.values(
        archive, Self.output(index), samples: fields.samples, atMost: SelfCheckBudget.values)
      return Output(name: output.name, values: values, tolerance: tolerance)
    }
  }

  /// The numbers of a member, all of them finite.
  private static func values(
    _ archive: KerasArchive, _ member: String, samples: Int, atMost columns: Int
  ) throws -> Tensor<Float> {
    let bytes = try bytes(archive, member)
    return try locating(archive.path) {
      let values = try NumPyFile.read(bytes, name: member)
      guard values.shape.rank == 2, values.shape[0] == samples,
        (1...columns).contains(values.shape[1]), values.scalars.allSatisfy(\.isFinite)
      else {
        throw damaged(
          "the numbers of the self-check cannot be used", path: [member],
          expected: "[\(samples), 1 to \(columns)] finite numbers", found: "\(values.shape)")
      }
      return values
    }
  }

  private static func bytes(_ archive: KerasArchive, _ member: String) throws -> [UInt8] {
    if let size = archive.size(member), size > SelfCheckBudget.memberBytes {
      throw UnrollError(
        .limitExceeded, "the self-check is too large", path: [archive.path, member],
        expected: "at most \(SelfCheckBudget.memberBytes) bytes", found: "\(size)",
        hint: wayAround)
    }
    return try archive.bytes(member).toArray()
  }
}
