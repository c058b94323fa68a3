/// What a plan is for.
public enum Mode: Sendable, Hashable {
  /// Forward, loss, backward; noise layers are active.
  case training
  /// Forward alone.
  case inference
}
