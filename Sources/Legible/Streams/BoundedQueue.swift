import LegibleTensors

/// A queue between two tasks, one that puts elements in and one that takes them out. Each waits for the other, so
/// that the first is never ahead by more than the queue holds.
final class BoundedQueue<Element: Sendable, Failure: Error>: Sendable {
  private struct State {
    var elements: [Element] = []
    /// Set once nothing more is put in.
    var end: Result<Void, Failure>?
    /// Whether nothing more is taken out.
    var isAbandoned = false
    /// The task that waits: for room, or for an element. Both at once cannot be: a full queue is not empty.
    var waiting: CheckedContinuation<Void, Never>?
  }

  private let capacity: Int
  private let state = Locked(State())

  /// - Parameter capacity: elements that it holds, at least 1.
  init(capacity: Int) {
    precondition(capacity >= 1, "a queue of \(capacity) elements")
    self.capacity = capacity
  }

  /// Puts an element in as soon as there is room.
  /// - Returns: false where the queue is abandoned.
  func put(_ element: Element) async -> Bool {
    await wait { $0.elements.count == capacity && !$0.isAbandoned }
    return change {
      if !$0.isAbandoned { $0.elements.append(element) }
      return !$0.isAbandoned
    }
  }

  /// Says that nothing more comes, and why.
  func finish(_ end: Result<Void, Failure>) { change { $0.end = end } }

  /// Takes all elements that are there, at least one and in order; waits where there is none.
  /// - Returns: no element once the queue is finished or abandoned.
  /// - Throws: what the queue was finished with, behind its last element.
  func take(upTo limit: Int) async throws(Failure) -> [Element] {
    await wait { $0.elements.isEmpty && $0.end == nil && !$0.isAbandoned }
    return try change { state throws(Failure) in
      if state.elements.isEmpty, !state.isAbandoned { try state.end?.get() }
      let taken = Array(state.elements.prefix(limit))
      state.elements.removeFirst(taken.count)
      return taken
    }
  }

  /// Says that nothing more is wanted.
  func abandon() {
    change {
      $0.isAbandoned = true
      $0.elements.removeAll()
    }
  }

  /// Suspends the task as long as there is a reason to wait.
  private func wait(while isReason: @Sendable (State) -> Bool) async {
    while state.withLock({ isReason($0) }) {
      await withCheckedContinuation { continuation in
        let waits = state.withLock {
          if isReason($0) { $0.waiting = continuation }
          return $0.waiting != nil
        }
        if !waits { continuation.resume() }
      }
    }
  }

  /// Changes the state, and wakes the other side to look at it.
  private func change<Value, Thrown>(
    _ body: (inout State) throws(Thrown) -> Value
  ) throws(Thrown) -> Value {
    var waiting: CheckedContinuation<Void, Never>?
    defer { waiting?.resume() }
    return try state.withLock { state throws(Thrown) in
      waiting = state.waiting
      state.waiting = nil
      return try body(&state)
    }
  }
}
