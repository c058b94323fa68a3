import UnrollTensor

/// How windows that reach over the ends of a sequence are treated, under Keras's names.
public enum WindowPadding: String, KerasChoice {
  /// There are none: all windows lie inside.
  case valid
  /// As many windows as steps, divided by the stride; what is missing is shared by both ends.
  case same
  /// As `same`, but a window ends at its step: it sees nothing of the future.
  case causal
}

/// The windows that slide over a sequence.
struct TimeWindows: Sendable {
  /// The number of steps of the sequence.
  let steps: Int
  /// The number of steps that a window looks at.
  let size: Int
  /// The distance between the starts of neighbouring windows.
  let stride: Int
  /// The distance between the steps that a window looks at.
  let dilation: Int
  /// How many steps before the sequence the first window starts.
  let before: Int
  /// The number of windows.
  let count: Int

  /// Lays windows over a sequence of at least one step.
  ///
  /// - Throws: `UnrollError` if not a single window fits inside.
  init(
    steps: Int, size: Int, stride: Int, dilation: Int = 1, padding: WindowPadding
  ) throws {
    (self.steps, self.size, self.stride, self.dilation) = (steps, size, stride, dilation)
    let span = (size - 1) * dilation + 1
    switch padding {
    case .valid:
      guard span <= steps else {
        throw UnrollError(
          .shapeMismatch, "the sequence is shorter than a window",
          expected: "at least \(span) steps", found: "\(steps)",
          hint: "make the windows smaller, or use padding \"same\"")
      }
      (before, count) = (0, (steps - span) / stride + 1)
    case .same, .causal:
      count = (steps - 1) / stride + 1
      let missing = max((count - 1) * stride + span - steps, 0)
      before = padding == .causal ? span - 1 : missing / 2
    }
  }

  /// Whether each window is just the step at its place.
  var isTrivial: Bool { size == 1 && stride == 1 && before == 0 }

  /// The steps of the sequence that a window without dilation covers; never none.
  func covered(_ window: Int) -> Range<Int> {
    let start = window * stride - before
    return max(start, 0)..<min(start + size, steps)
  }
}
