/// The name of a file of states: where in the run it was written.
struct CheckpointName: Comparable {
  /// The epoch that comes or is under way, counted from 0.
  let epoch: Int
  /// The number of its batches that are done.
  let step: Int

  private static let (prefix, ending) = ("checkpoint-", ".npz")

  /// Creates a name.
  init(epoch: Int, step: Int) { (self.epoch, self.step) = (epoch, step) }

  /// Reads a name; nil if it is none of a state.
  init?(_ text: String) {
    guard text.hasPrefix(Self.prefix), text.hasSuffix(Self.ending) else { return nil }
    let numbers = text.dropFirst(Self.prefix.count).dropLast(Self.ending.count).split(
      separator: "-")
    guard numbers.count == 2, let epoch = Int(numbers[0]), let step = Int(numbers[1]),
      epoch > 0, Self(epoch: epoch - 1, step: step).text == text
    else { return nil }
    self.init(epoch: epoch - 1, step: step)
  }

  /// The name: epochs counted from 1, as everywhere that people look at them.
  var text: String {
    "\(Self.prefix)\(Self.padded(epoch + 1, 4))-\(Self.padded(step, 7))\(Self.ending)"
  }

  /// Whether one state was written before another.
  static func < (one: CheckpointName, other: CheckpointName) -> Bool {
    (one.epoch, one.step) < (other.epoch, other.step)
  }

  private static func padded(_ number: Int, _ digits: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(digits - text.count, 0)) + text
  }
}
