import Dispatch
import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Runs `body(piece)` for every piece in `0..<pieces`, on at most `threads` threads, and returns when all are done.
///
/// The pieces are fixed by the caller, never by the thread count, so that whatever a piece computes does not depend
/// on how many threads there are. Threads take the next piece when they are free. Each piece writes only its own
/// part of any shared memory.
///
/// `body` may also take the number of the worker that runs it, below `threads`, to find memory of its own.
package func parallelFor(pieces: Int, threads: Int, _ body: (_ piece: Int, _ worker: Int) -> Void) {
  precondition(pieces >= 0 && threads >= 1, "parallelFor: \(pieces) pieces on \(threads) threads")
  guard threads > 1, pieces > 1 else {
    for piece in 0..<pieces { body(piece, 0) }
    return
  }
  let next = Atomic<Int>(0)
  // The closure outlives no call: concurrentPerform returns only when every piece is done.
  withoutActuallyEscaping(body) { body in
    nonisolated(unsafe) let body = body
    DispatchQueue.concurrentPerform(iterations: min(threads, pieces)) { worker in
      while true {
        let piece = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard piece < pieces else { return }
        body(piece, worker)
      }
    }
  }
}

package func parallelFor(pieces: Int, threads: Int, _ body: (_ piece: Int) -> Void) {
  parallelFor(pieces: pieces, threads: threads) { piece, _ in body(piece) }
}

/// Runs `work(piece)` for every piece in `0..<pieces`, on at most `threads` threads, the calling one among them, and
/// `deliver(piece)` for every piece in order, on the calling thread, as soon as the piece and those before it are done.
///
/// Nobody waits for others to finish unless `ahead` pieces are under way or undelivered: until its delivery is over, a
/// piece has the slot `piece % ahead` of any shared memory for itself.
///
/// - Throws: what `deliver` throws; pieces that are under way are finished first, others are not begun.
package func parallelFor(
  pieces: Int, threads: Int, ahead: Int, _ work: (Int) -> Void, deliver: (Int) throws -> Void
) rethrows {
  precondition(
    pieces >= 0 && threads >= 1 && ahead >= 1,
    "parallelFor: \(pieces) pieces on \(threads) threads, \(ahead) ahead")
  guard threads > 1, pieces > 1 else {
    for piece in 0..<pieces {
      work(piece)
      try deliver(piece)
    }
    return
  }
  let order = DeliveryOrder(pieces: pieces, ahead: ahead)
  try withoutActuallyEscaping(work) { work in
    nonisolated(unsafe) let work = work
    let helpers = DispatchGroup()
    for _ in 1..<min(threads, pieces) {
      DispatchQueue.global().async(group: helpers) {
        while case .work(let piece) = order.next(mayDeliver: false) {
          work(piece)
          order.finish(piece)
        }
      }
    }
    // The closure must not outlive the call.
    defer {
      order.stop()
      helpers.wait()
    }
    while true {
      switch order.next(mayDeliver: true) {
      case .work(let piece):
        work(piece)
        order.finish(piece)
      case .deliver(let piece):
        try deliver(piece)
        order.delivered(piece)
      case .end:
        return
      }
    }
  }
}

/// Which piece comes next, for the threads of one call.
private final class DeliveryOrder: @unchecked Sendable {
  // Unchecked: everything that changes is used under `condition` alone.
  enum Task {
    case work(Int)
    case deliver(Int)
    case end
  }

  private let pieces: Int
  private let condition = Condition()
  /// By slot: whether the piece there waits for its delivery.
  private var isDone: [Bool]
  private var nextToWork = 0
  private var nextToDeliver = 0
  private var isStopped = false

  init(pieces: Int, ahead: Int) {
    self.pieces = pieces
    isDone = Array(repeating: false, count: ahead)
  }

  /// What to do now, waiting for it if need be.
  /// - Parameter mayDeliver: for the one thread that delivers.
  func next(mayDeliver: Bool) -> Task {
    condition.withLock {
      while true {
        if isStopped || nextToDeliver == pieces { return .end }
        if mayDeliver, isDone[nextToDeliver % isDone.count] { return .deliver(nextToDeliver) }
        if nextToWork < min(pieces, nextToDeliver + isDone.count) {
          nextToWork += 1
          return .work(nextToWork - 1)
        }
        if !mayDeliver, nextToWork == pieces { return .end }
        condition.wait()
      }
    }
  }

  func finish(_ piece: Int) {
    condition.withLock {
      isDone[piece % isDone.count] = true
      condition.broadcast()
    }
  }

  func delivered(_ piece: Int) {
    condition.withLock {
      isDone[piece % isDone.count] = false
      nextToDeliver = piece + 1
      condition.broadcast()
    }
  }

  func stop() {
    condition.withLock {
      isStopped = true
      condition.broadcast()
    }
  }
}

/// Processor cores that are online, at least 1.
package let processorCount: Int = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
