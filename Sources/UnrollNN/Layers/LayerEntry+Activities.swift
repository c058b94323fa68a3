import UnrollTensor

extension LayerEntry {
  /// Refuses a penalty on what a layer inside this one puts out, where it is not computed.
  ///
  /// `Bidirectional` counts those of its directions. Of the layer inside `TimeDistributed` Keras
  /// does not count it either.
  ///
  /// - Throws: `UnrollError` with the option that holds the inner layer in its path.
  func refuseInnerActivities() throws {
    guard activityRegularizer == nil || !(layer is NestedModel) else {
      throw UnrollError(
        .unsupported, "a model inside the model has no activity_regularizer of its own",
        hint: "give it to the layer that puts the output out")
    }
    guard !(layer is NestedModel) else { return }
    try Self.refuseInnerActivities(try kerasForm(name: nil))
  }

  private static func refuseInnerActivities(_ form: JSONValue) throws {
    let knows = [Bidirectional.className, TimeDistributed.className]
      .contains(form["class_name"]?.string)
    for (option, value) in form["config"]?.object ?? [:] {
      for inner in value.array ?? [value] where inner["class_name"] != nil {
        let penalty = inner["config"]?["activity_regularizer"] ?? .null
        try locating(option) {
          guard knows || penalty == .null else {
            throw UnrollError(
              .unsupported, "a layer inside another cannot have an activity_regularizer",
              path: ["activity_regularizer"], hint: "give it to the outer layer")
          }
          try refuseInnerActivities(inner)
        }
      }
    }
  }
}
