import LegibleSystem
import Synchronization

/// A flag that one thread sets and one waits for.
///
/// The waiting thread first looks again a few times: between two loops of a training step the wait is shorter
/// than putting a thread to sleep and waking it.
struct Latch: ~Copyable, Sendable {
  private let isSet = Atomic<Bool>(false)
  private let condition: Condition

  /// - Parameter condition: to sleep under. Latches that are rarely waited for may share one.
  init(_ condition: Condition) { self.condition = condition }

  func set() {
    condition.withLock {
      isSet.store(true, ordering: .releasing)
      condition.broadcast()
    }
  }

  /// Returns once the flag is set, and takes it back.
  func wait() {
    for _ in 0..<Self.looks {
      if isSet.exchange(false, ordering: .acquiring) { return }
      sched_yield()
    }
    condition.withLock {
      while !isSet.exchange(false, ordering: .acquiring) { condition.wait() }
    }
  }

  /// Some tens of microseconds where nobody else wants the processor.
  private static let looks = 50
}
