import Synchronization

/// The pieces of one call of `parallelFor`, which the caller and its helpers take one after the other.
final class ParallelJob: @unchecked Sendable {
  // Unchecked: `helpers` and `isOpen` are used under the team's lock alone. `body` changes when all helpers
  // have left. The rest does not change.

  /// Threads that may be at work in the process for one more to join this call.
  let threads: Int
  private let pieces: Int
  private var body: ((_ piece: Int, _ worker: Int) -> Void)?
  private let next = Atomic<Int>(0)
  /// Pieces below this one may be begun.
  private let limit: Atomic<Int>

  /// Helpers at work on it.
  var helpers = 0
  /// Whether helpers may still join.
  var isOpen = true
  /// Set by the last helper to leave after the caller has closed the job.
  let isLeft: Latch

  /// - Parameters:
  ///   - mayBegin: pieces that may be begun before the limit is raised.
  ///   - condition: to wait under for the helpers' last pieces.
  init(
    pieces: Int, mayBegin: Int, threads: Int, condition: Condition,
    _ body: @escaping (_ piece: Int, _ worker: Int) -> Void
  ) {
    self.pieces = pieces
    self.threads = threads
    self.body = body
    limit = Atomic(mayBegin)
    isLeft = Latch(condition)
  }

  /// How many pieces could be begun now.
  var waiting: Int { max(0, limit.load(ordering: .acquiring) - next.load(ordering: .relaxed)) }

  /// Runs pieces as long as there are some to begin and `goOn` says so.
  /// - Parameter worker: the thread's number, below `threads`, no other thread's at the same time.
  func work(as worker: Int, while goOn: () -> Bool = { true }) {
    while goOn(), workOnOne(as: worker) {}
  }

  /// Runs the next piece.
  /// - Returns: false where there is none to begin.
  func workOnOne(as worker: Int) -> Bool {
    var piece = next.load(ordering: .relaxed)
    while true {
      // What was delivered before the limit rose has left its place to this piece.
      guard piece < limit.load(ordering: .acquiring) else { return false }
      let (exchanged, original) = next.weakCompareExchange(
        expected: piece, desired: piece + 1, ordering: .relaxed)
      if exchanged { break }
      piece = original
    }
    body!(piece, worker)
    return true
  }

  /// One more piece may be begun, if there is one.
  func raiseLimit() {
    let now = limit.load(ordering: .relaxed)
    if now < pieces { limit.store(now + 1, ordering: .releasing) }
  }

  /// No further piece is begun.
  func end() { limit.store(0, ordering: .relaxed) }

  /// Lets go of the call's closure, which must not outlive the call: a helper that has left the job may still
  /// hold it for a moment.
  func forget() { body = nil }
}
