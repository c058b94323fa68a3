import UnrollTensor

extension LayerPlan {
  /// Plans a layer inside this one, for wrappers.
  ///
  /// - Parameters:
  ///   - scope: Keras's name of the attribute that holds the inner layer: `forward_layer`.
  ///   - layer: the inner layer.
  ///   - inputs: what it reads; nil for the inputs of this layer.
  ///   - folds: how many rows its batch has for one row of this layer's; its passes come from
  ///     ``ForwardPass/folded(by:input:output:outputMask:)`` where these are more than one.
  ///   - isTrainable: whether training changes it, if it changes this layer.
  ///   - activityRegularizer: the penalty on what it puts out.
  /// - Returns: the inner layer, closed over its handles.
  /// - Throws: `UnrollError` of the inner layer, with the scope in its path.
  public mutating func child(
    _ scope: String, _ layer: any Layer, inputs: [PlannedInput]? = nil, folds: Int = 1,
    isTrainable: Bool = true, activityRegularizer: Regularizer? = nil
  ) throws -> PlannedLayer {
    declarations.folds *= folds
    defer { declarations.folds /= folds }
    return try scoped(scope) { plan in
      try locating(scope) {
        try plan.child(
          layer, inputs: inputs, isRows: plan.isRows, isTrainable: isTrainable,
          activityRegularizer: activityRegularizer)
      }
    }
  }

  /// Plans a layer inside this one whose weights stand where this layer's stand now.
  mutating func child(
    _ layer: any Layer, inputs: [PlannedInput]?, isRows: Bool, isTrainable: Bool,
    activityRegularizer: Regularizer? = nil
  ) throws -> PlannedLayer {
    var inner = LayerPlan(
      inputs: inputs ?? self.inputs, isRows: isRows, mode: mode, isLast: false,
      fixedBatch: fixedBatch, declarations: declarations)
    inner.scopes = scopes
    inner.isTrainable = self.isTrainable && isTrainable
    inner.ownPenalty = activityRegularizer.map { InnerPenalty($0, declarations, mode) }
    let planned = try layer.planned(&inner)
    needsWholeBatch = needsWholeBatch || inner.needsWholeBatch
    innerPenalties += planned.innerPenalties
    return planned
  }

  /// Declares parameters under an inner name: Keras keeps an RNN's weights under `cell`.
  public mutating func scoped<Result>(
    _ scope: String, _ body: (inout LayerPlan) throws -> Result
  ) rethrows -> Result {
    scopes.append(scope)
    defer { scopes.removeLast() }
    return try body(&self)
  }

  /// Declares parameters under several inner names, and names these in errors.
  mutating func scoped<Result>(
    _ scope: String, _ further: [String], _ body: (inout LayerPlan) throws -> Result
  ) throws -> Result {
    scopes += [scope] + further
    defer { scopes.removeLast(1 + further.count) }
    return try locating(([scope] + further).joined(separator: "/")) { try body(&self) }
  }
}
