import ArgumentParser
import Unroll
import UnrollNN

/// What happens between the epochs of `fit` and `train`.
struct CallbackOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Stop when a figure no longer improves for so many epochs (0), as in val_loss:3. May go on \
      with ,restore-best ,min-delta=D ,mode=min|max ,baseline=B ,start-from-epoch=N.
      """, valueName: "figure[:patience]"))
  var earlyStopping: String?

  @Option(
    name: .customLong("reduce-lr"),
    help: ArgumentHelp(
      """
      Reduce the learning rate when a figure no longer improves for so many epochs (10), as in \
      val_loss:2,factor=0.5. Further: ,min-lr=R ,min-delta=D ,mode=min|max ,cooldown=N.
      """, valueName: "figure[:patience]"))
  var reduceLearningRate: String?

  @Option(
    help: ArgumentHelp(
      """
      Save the model after every epoch; fields as in model-{epoch:02d}-{val_loss:.2f}.keras. A \
      name that ends in .weights.h5 gets the weights alone.
      """, valueName: "file"), completion: .file())
  var checkpointPath: String?

  @Option(
    help: ArgumentHelp(
      "Save to --checkpoint-path only when this figure is the best so far.", valueName: "figure"))
  var checkpointBest: String?

  @Option(
    help: ArgumentHelp(
      "Save to --checkpoint-path after every N batches instead of epochs.", valueName: "n"))
  var checkpointEvery: Int?

  @Option(
    help: ArgumentHelp("Write a line of figures after every epoch.", valueName: "file.csv"),
    completion: .file(extensions: ["csv"]))
  var csvLog: String?

  @Option(
    name: .customLong("tensorboard"),
    help: ArgumentHelp("Write files for TensorBoard.", valueName: "folder"),
    completion: .directory)
  var tensorBoard: String?

  @Flag(
    name: .customLong("terminate-on-nan"),
    help: """
      Keras's callback: end with an error, and without a model, after the batch whose loss is no \
      longer a number. Without it the same happens before the weights are changed.
      """)
  var terminateOnNaN = false

  func validate() throws {
    _ = try earlyStoppingRule()
    _ = try reductionRule()
    guard checkpointPath != nil || (checkpointBest == nil && checkpointEvery == nil) else {
      throw ValidationError("--checkpoint-best and --checkpoint-every need --checkpoint-path.")
    }
    if let checkpointEvery, checkpointEvery < 1 {
      throw ValidationError("--checkpoint-every must be 1 or more, not \(checkpointEvery).")
    }
    if let path = checkpointPath, !path.hasSuffix(".keras"), !path.hasSuffix(".weights.h5") {
      throw ValidationError("--checkpoint-path must end in .keras or .weights.h5: \(path)")
    }
  }

  /// The files that will be written, as far as their folders are known.
  var outputs: [String] {
    let folder = checkpointPath?.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    let isKnown = folder?.allSatisfy { !$0.contains("{") } ?? false
    return [csvLog, isKnown ? checkpointPath : nil].compactMap { $0 }
  }

  /// The callbacks, in the order in which they are told.
  ///
  /// - Parameters:
  ///   - save: writes a whole model.
  ///   - allowsNonFinite: whether weights that are not finite are saved.
  /// - Returns: the callbacks.
  /// - Throws: `UnrollError` or `ValidationError` if options do not fit.
  func make(
    save: @escaping (Model, String) throws -> Void, allowsNonFinite: Bool
  ) throws -> TrainingCallbacks {
    var callbacks = TrainingCallbacks()
    // First, so that all others see the learning rate.
    if let rule = try reductionRule() {
      callbacks.append(
        try ReduceLROnPlateau(
          monitor: rule.figure, factor: rule.number("factor") ?? 0.1, patience: rule.patience ?? 10,
          mode: rule.mode(), minDelta: rule.number("min-delta") ?? 1e-4,
          cooldown: rule.integer("cooldown") ?? 0, minLearningRate: rule.number("min-lr") ?? 0))
    }
    if let rule = try earlyStoppingRule() {
      callbacks.earlyStopping = EarlyStopping(
        monitor: rule.figure, minDelta: try rule.number("min-delta") ?? 0,
        patience: rule.patience ?? 0, mode: try rule.mode(),
        baseline: try rule.number("baseline"), restoresBestWeights: rule.has("restore-best"),
        startFromEpoch: try rule.integer("start-from-epoch") ?? 0)
    }
    if let checkpointPath {
      callbacks.append(
        try ModelCheckpoint(
          checkpointPath, monitor: checkpointBest ?? "loss", saveBestOnly: checkpointBest != nil,
          frequency: checkpointEvery.map { .batches($0) } ?? .epoch,
          allowsNonFinite: allowsNonFinite, save: save))
    }
    if let csvLog { callbacks.append(CSVLogger(csvLog)) }
    if let tensorBoard {
      callbacks.append(TensorBoard(tensorBoard) { try $0.kerasJSON() })
    }
    if terminateOnNaN { callbacks.terminateOnNaN = TerminateOnNaN() }
    return callbacks
  }

  private func earlyStoppingRule() throws -> CallbackRule? {
    try earlyStopping.map {
      let names = ["min-delta", "mode", "baseline", "start-from-epoch", "restore-best"]
      return try CallbackRule($0, option: "--early-stopping", names: names)
    }
  }

  private func reductionRule() throws -> CallbackRule? {
    try reduceLearningRate.map {
      let names = ["factor", "min-lr", "min-delta", "mode", "cooldown"]
      let rule = try CallbackRule($0, option: "--reduce-lr", names: names)
      guard let factor = try rule.number("factor"), !(0..<1).contains(factor) else { return rule }
      throw ValidationError("factor of --reduce-lr must be at least 0 and below 1, not \(factor).")
    }
  }
}
