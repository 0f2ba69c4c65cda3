import LegibleTensors

/// Prepares batches ahead of training, on threads of its own, and hands them out in order.
///
/// Batch `b` is what `make` makes of the number `b`, whatever the number of threads.
package final class BatchLoader: @unchecked Sendable {
  // Unchecked: everything that changes is used under `condition` alone.

  /// Fills a batch by its number, with one thread's own reader.
  package typealias Maker = @Sendable (_ number: Int, _ reader: any CropReader, _ batch: Batch) throws -> Void

  private let source: any CropSource
  private let make: Maker
  private let depth: Int
  private let condition = Condition()
  /// Next batch that a worker takes up, and next that `next()` hands out.
  private var nextToMake: Int
  private var nextToHand: Int
  private var ready: [Int: Result<Batch, any Error>] = [:]
  /// Batches that nobody needs any more, to be filled again.
  private var spare: [Batch] = []
  private var stopped = false
  private var running = 0

  /// - Parameters:
  ///   - first: number of the first batch.
  ///   - threads: workers, at least 1.
  ///   - depth: batches prepared ahead, at most.
  package init(source: any CropSource, first: Int, threads: Int, depth: Int = 6, make: @escaping Maker) {
    precondition(threads >= 1 && depth >= 1, "a loader of \(threads) threads, \(depth) batches ahead")
    self.source = source
    self.make = make
    self.depth = depth
    nextToMake = first
    nextToHand = first
    running = threads
    for _ in 0..<threads {
      let isStarted = startThread { self.work() }
      precondition(isStarted, "the system gives no thread to prepare batches")
    }
  }

  /// The next batch, waiting for it if need be.
  /// - Throws: what its making threw.
  package func next() throws -> Batch {
    try condition.withLock {
      while true {
        if let result = ready.removeValue(forKey: nextToHand) {
          nextToHand += 1
          condition.broadcast()
          return try result.get()
        }
        condition.wait()
      }
    }
  }

  /// Gives a batch back that `next` handed out, so that its memory serves another one.
  package func recycle(_ batch: Batch) {
    condition.withLock { spare.append(batch) }
  }

  /// Ends the workers and waits for them. A loader that is not stopped lives on.
  package func stop() {
    condition.withLock {
      stopped = true
      condition.broadcast()
      while running > 0 { condition.wait() }
    }
  }

  private func work() {
    let reader = Result { try source.makeReader() }
    while let number = takeNumber() {
      let batch = condition.withLock { spare.popLast() } ?? Batch()
      let result = Result {
        try make(number, reader.get(), batch)
        return batch
      }
      condition.withLock {
        ready[number] = result
        condition.broadcast()
      }
    }
    condition.withLock {
      running -= 1
      condition.broadcast()
    }
  }

  /// The next batch to make, once there is room for it; nil at the end.
  private func takeNumber() -> Int? {
    condition.withLock {
      while !stopped, nextToMake >= nextToHand + depth { condition.wait() }
      guard !stopped else { return nil }
      nextToMake += 1
      return nextToMake - 1
    }
  }
}
