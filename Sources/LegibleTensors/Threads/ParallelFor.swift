/// Runs `body(piece)` for every piece in `0..<pieces`, on at most `threads` threads, the calling one among
/// them, and returns when all are done.
///
/// The pieces are fixed by the caller, never by the thread count, so that whatever a piece computes does not
/// depend on how many threads there are. Threads take the next piece when they are free. Each piece writes
/// only its own part of any shared memory.
///
/// Any number of calls may run at once, one within another too: see `ThreadTeam` for how they share threads.
///
/// `body` may also take the number of the worker that runs it, below `threads`, to find memory of its own.
package func parallelFor(pieces: Int, threads: Int, _ body: (_ piece: Int, _ worker: Int) -> Void) {
  precondition(pieces >= 0 && threads >= 1, "parallelFor: \(pieces) pieces on \(threads) threads")
  guard threads > 1, pieces > 1 else {
    for piece in 0..<pieces { body(piece, 0) }
    return
  }
  withoutActuallyEscaping(body) { body in
    let job = ThreadTeam.shared.open(pieces: pieces, mayBegin: pieces, threads: threads, body)
    job.work(as: 0)
    ThreadTeam.shared.close(job)
  }
}

package func parallelFor(pieces: Int, threads: Int, _ body: (_ piece: Int) -> Void) {
  parallelFor(pieces: pieces, threads: threads) { piece, _ in body(piece) }
}

/// Runs `work(piece)` for every piece in `0..<pieces`, on at most `threads` threads, the calling one among
/// them, and `deliver(piece)` for every piece in order, on the calling thread, as soon as the piece and those
/// before it are done.
///
/// Nobody waits for others to finish unless `ahead` pieces are under way or undelivered: until its delivery
/// is over, a piece has the slot `piece % ahead` of any shared memory for itself.
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
  try withoutActuallyEscaping(work) { work in
    let done = DoneSlots(count: min(ahead, pieces))
    let job = ThreadTeam.shared.open(pieces: pieces, mayBegin: min(ahead, pieces), threads: threads) {
      piece, _ in
      work(piece)
      done.insert(piece)
    }
    defer { ThreadTeam.shared.close(job) }
    for piece in 0..<pieces {
      // The caller helps itself until the piece that is due is done.
      while !done.contains(piece) {
        if !job.workOnOne(as: 0) { done.wait(for: piece) }
      }
      try deliver(piece)
      done.remove(piece)
      ThreadTeam.shared.allowOneMore(job)
    }
  }
}

/// Which of the pieces that are under way are done, by their slots.
private final class DoneSlots: @unchecked Sendable {
  // Unchecked: everything that changes is used under `condition` alone.
  private let condition = Condition()
  private var isDone: [Bool]

  init(count: Int) { isDone = Array(repeating: false, count: count) }

  func contains(_ piece: Int) -> Bool { condition.withLock { isDone[piece % isDone.count] } }

  func insert(_ piece: Int) {
    condition.withLock {
      isDone[piece % isDone.count] = true
      condition.broadcast()
    }
  }

  func remove(_ piece: Int) { condition.withLock { isDone[piece % isDone.count] = false } }

  func wait(for piece: Int) {
    condition.withLock {
      while !isDone[piece % isDone.count] { condition.wait() }
    }
  }
}
