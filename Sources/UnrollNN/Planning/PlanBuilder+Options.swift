import UnrollTensor

extension PlanBuilder {
  /// The options of a call without the note that it is given a mask, which must come with a value.
  static func checkingMask(
    _ options: [String: JSONValue], _ read: [Value]
  ) throws -> [String: JSONValue] {
    var options = options
    guard options.removeValue(forKey: "mask") != nil else { return options }
    guard read.contains(where: { $0.mask != nil }) else {
      throw UnrollError(
        .unsupported, "a mask of the model's own is not supported", path: ["mask"],
        hint: "masks come from Masking or Embedding(mask_zero=True)")
    }
    return options
  }

  static func refuse(_ options: [String: JSONValue]) throws {
    guard let option = options.keys.sorted().first else { return }
    throw UnrollError(
      .unsupported, "the layer does not know an option of its call", found: option,
      hint: "build the model without it")
  }
}
