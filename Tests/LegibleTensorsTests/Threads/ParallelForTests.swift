import Dispatch
import Foundation
import LegibleTensors
import Synchronization
import Testing

/// One after the other: two calls whose pieces wait for helpers would leave none for each other.
@Suite(.serialized) struct ParallelForTests {
  @Test(arguments: [1, 2, 5], [0, 1, 2, 4, 5, 6, 1000])
  func everyPieceRunsExactlyOnce(threads: Int, pieces: Int) {
    let runs = Locked([Int](repeating: 0, count: pieces))
    parallelFor(pieces: pieces, threads: threads) { piece in
      runs.withLock { $0[piece] += 1 }
    }
    #expect(runs.withLock { $0.allSatisfy { $0 == 1 } })
  }

  @Test func oneThreadTakesThePiecesInOrder() {
    var order: [Int] = []
    parallelFor(pieces: 10, threads: 1) { order.append($0) }
    #expect(order == Array(0..<10))
  }

  @Test func neverMoreThreadsAtOnceThanAsked() {
    let running = Locked((now: 0, most: 0))
    parallelFor(pieces: 200, threads: 2) { _ in
      running.withLock {
        $0.now += 1
        $0.most = max($0.most, $0.now)
      }
      usleep(50)
      running.withLock { $0.now -= 1 }
    }
    #expect(running.withLock { $0.most } <= 2)
  }

  @Test func aPieceMayRunAnotherParallelFor() {
    let runs = Locked(0)
    parallelFor(pieces: 7, threads: 2) { _ in
      parallelFor(pieces: 11, threads: 2) { _ in runs.withLock { $0 += 1 } }
    }
    #expect(runs.withLock { $0 } == 77)
  }

  @Test func everyWorkerHasItsNumberForItself() {
    let busy = Locked([Bool](repeating: false, count: 3))
    parallelFor(pieces: 500, threads: 3) { _, worker in
      busy.withLock {
        #expect(!$0[worker])
        $0[worker] = true
      }
      usleep(20)
      busy.withLock { $0[worker] = false }
    }
  }

  /// The pieces are so short that helpers come and go while calls end.
  @Test func manyShortCallsOneAfterTheOther() {
    let runs = Atomic<Int>(0)
    for call in 0..<20_000 {
      parallelFor(pieces: 2 + call % 3, threads: 3) { _ in
        for _ in 0..<call % 500 { runs.add(1, ordering: .relaxed) }
      }
    }
    #expect(runs.load(ordering: .relaxed) == (0..<20_000).reduce(0) { $0 + (2 + $1 % 3) * ($1 % 500) })
  }

  // MARK: Many calls

  /// More callers than Dispatch has threads: whoever waited for one of those would wait for ever.
  @Test(.timeLimit(.minutes(1))) func hundredsOfCallsFromSharedQueuesEnd() {
    let runs = Locked(0)
    let calls = DispatchGroup()
    for _ in 0..<300 {
      DispatchQueue.global().async(group: calls) {
        parallelFor(pieces: 20, threads: 2) { _ in runs.withLock { $0 += 1 } }
        parallelFor(pieces: 20, threads: 2, ahead: 3) { _ in
          runs.withLock { $0 += 1 }
        } deliver: { _ in
        }
      }
    }
    calls.wait()
    #expect(runs.withLock { $0 } == 300 * 40)
  }

  @Test(.timeLimit(.minutes(1))) func tasksByTheHundredEnd() async {
    let runs = await withTaskGroup(of: Int.self) { group in
      for _ in 0..<200 {
        group.addTask {
          let runs = Locked(0)
          parallelFor(pieces: 20, threads: 4) { _ in runs.withLock { $0 += 1 } }
          return runs.withLock { $0 }
        }
      }
      return await group.reduce(0, +)
    }
    #expect(runs == 200 * 20)
  }

  /// The only helper that both calls could have is kept busy by the first.
  @Test(.timeLimit(.minutes(1))) func aCallDoesNotWaitForAnothersHelper() {
    let helperIsIn = DispatchSemaphore(value: 0)
    let callerGoesOn = DispatchSemaphore(value: 0)
    let otherIsDone = DispatchSemaphore(value: 0)
    onThread {
      helperIsIn.wait()
      parallelFor(pieces: 50, threads: 2) { _ in }
      otherIsDone.signal()
    }
    parallelFor(pieces: 2, threads: 2) { _, worker in
      if worker == 1 {
        helperIsIn.signal()
        callerGoesOn.signal()
        otherIsDone.wait()
      } else {
        // The caller takes no second piece before the helper has the other.
        callerGoesOn.wait()
      }
    }
  }

  /// Two callers make two threads, and each asked for no more in all.
  @Test(.timeLimit(.minutes(1))) func aHelperLeavesWhenAnotherCallerComes() {
    let helperIsIn = DispatchSemaphore(value: 0)
    let callerGoesOn = DispatchSemaphore(value: 0)
    let otherHasBegun = DispatchSemaphore(value: 0)
    let firstIsDone = DispatchSemaphore(value: 0)
    let otherIsDone = DispatchSemaphore(value: 0)
    onThread {
      helperIsIn.wait()
      parallelFor(pieces: 2, threads: 2) { piece in
        guard piece == 0 else { return }
        otherHasBegun.signal()
        firstIsDone.wait()
      }
      otherIsDone.signal()
    }
    let piecesOfHelper = Locked(0)
    parallelFor(pieces: 200, threads: 2) { piece, worker in
      if worker == 1,
        piecesOfHelper.withLock({
          $0 += 1
          return $0 == 1
        })
      {
        helperIsIn.signal()
        callerGoesOn.signal()
        otherHasBegun.wait()
      } else if piece == 0 {
        // Other tests may have the helper.
        callerGoesOn.wait()
      } else {
        usleep(200)
      }
    }
    firstIsDone.signal()
    otherIsDone.wait()
    #expect(piecesOfHelper.withLock { $0 } == 1)
  }

  // MARK: With deliveries

  @Test(arguments: [1, 2, 5], [0, 1, 2, 31, 1000])
  func everyPieceIsWorkedOnOnceAndDeliveredInOrderOnTheCallingThread(threads: Int, pieces: Int) {
    let ahead = 7
    let caller = pthread_self()
    let slots = Locked([Int?](repeating: nil, count: ahead))
    let runs = Locked([Int](repeating: 0, count: pieces))
    var order: [Int] = []
    parallelFor(pieces: pieces, threads: threads, ahead: ahead) { piece in
      runs.withLock { $0[piece] += 1 }
      slots.withLock {
        #expect($0[piece % ahead] == nil, "the slot is still another piece's")
        $0[piece % ahead] = piece
      }
    } deliver: { piece in
      #expect(pthread_equal(pthread_self(), caller) != 0)
      slots.withLock {
        #expect($0[piece % ahead] == piece)
        $0[piece % ahead] = nil
      }
      order.append(piece)
    }
    #expect(order == Array(0..<pieces))
    #expect(runs.withLock { $0.allSatisfy { $0 == 1 } })
  }

  @Test func neverMoreThreadsAtOnceThanAskedWithDeliveries() {
    let running = Locked((now: 0, most: 0))
    parallelFor(pieces: 200, threads: 2, ahead: 8) { _ in
      running.withLock {
        $0.now += 1
        $0.most = max($0.most, $0.now)
      }
      usleep(50)
      running.withLock { $0.now -= 1 }
    } deliver: { _ in
    }
    #expect(running.withLock { $0.most } <= 2)
  }

  /// A slow piece holds up the deliveries behind it, but not the work.
  @Test func othersGoOnWhileAPieceTakesLong() {
    let done = Locked(0)
    let others = DispatchSemaphore(value: 0)
    parallelFor(pieces: 8, threads: 2, ahead: 8) { piece in
      if piece == 0 {
        // Ends only when all others have.
        others.wait()
      } else if done.withLock({
        $0 += 1
        return $0 == 7
      }) {
        others.signal()
      }
    } deliver: { piece in
      if piece == 0 { #expect(done.withLock { $0 } == 7) }
    }
  }

  @Test(arguments: [1, 2, 5])
  func anErrorOfADeliveryEndsTheCallAndBeginsNothingMore(threads: Int) {
    struct Refusal: Error {}
    let begun = Locked(0)
    let running = Locked(0)
    #expect(throws: Refusal.self) {
      try parallelFor(pieces: 1000, threads: threads, ahead: 4) { _ in
        begun.withLock { $0 += 1 }
        running.withLock { $0 += 1 }
        usleep(100)
        running.withLock { $0 -= 1 }
      } deliver: { piece in
        if piece == 10 { throw Refusal() }
      }
    }
    #expect(running.withLock { $0 } == 0, "work outlives the call")
    #expect(begun.withLock { $0 } <= 10 + 4)
  }
}

/// Runs `body` on a thread of its own.
private func onThread(_ body: @escaping @Sendable () -> Void) {
  #expect(startThread(body))
}
