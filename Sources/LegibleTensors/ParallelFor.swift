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
public func parallelFor(pieces: Int, threads: Int, _ body: (_ piece: Int, _ worker: Int) -> Void) {
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

public func parallelFor(pieces: Int, threads: Int, _ body: (_ piece: Int) -> Void) {
  parallelFor(pieces: pieces, threads: threads) { piece, _ in body(piece) }
}

/// Processor cores that are online, at least 1.
public let processorCount: Int = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
