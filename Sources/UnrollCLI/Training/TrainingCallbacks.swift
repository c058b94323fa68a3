import UnrollNN
import UnrollTensor

/// The callbacks of a run, and what is told of them after it.
struct TrainingCallbacks {
  private var others: [any Callback] = []
  var earlyStopping: EarlyStopping?
  var terminateOnNaN: TerminateOnNaN?

  /// Adds a callback of which nothing is told.
  mutating func append(_ callback: some Callback) { others.append(callback) }

  /// All callbacks, in the order in which they are told.
  var all: [any Callback] {
    var all = others
    if let earlyStopping { all.append(earlyStopping) }
    if let terminateOnNaN { all.append(terminateOnNaN) }
    return all
  }

  /// The epoch, counted from 0, whose weights the model has; nil for the last one.
  var restoredEpoch: Int? { earlyStopping?.restoredEpoch }

  /// Tells what the callbacks did.
  ///
  /// - Throws: `UnrollError` if the loss was no longer a number.
  func report(_ console: Console) throws {
    if let place = terminateOnNaN?.place {
      throw UnrollError(
        .invalidInput, "the loss is no longer a number",
        path: ["epoch \(place.epoch + 1)", "batch \(place.batch + 1)"],
        hint: "lower --learning-rate, or look for numbers in the data that are none")
    }
    if let epoch = earlyStopping?.stoppedEpoch {
      console.note("stopped early after epoch \(epoch + 1)")
    }
    if let restoredEpoch { console.note("the weights are those of epoch \(restoredEpoch + 1)") }
  }
}
