import NIOCore

/// Something that is done on an event loop after some time, unless it is set anew or cleared.
struct Alarm {
  private var task: Scheduled<Void>?

  /// Sets the time and what is done then; what was set before is forgotten.
  mutating func set(
    _ time: Duration, on loop: any EventLoop, _ action: @escaping @Sendable () -> Void
  ) {
    task?.cancel()
    task = loop.scheduleTask(in: TimeAmount(time), action)
  }

  /// Forgets what was set.
  mutating func clear() {
    task?.cancel()
    task = nil
  }
}
