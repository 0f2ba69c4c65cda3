import Dispatch
import Foundation
import LegibleTensors
import Synchronization
import Testing

@Suite struct ParallelForTests {
  @Test(arguments: [1, 2, 5], [0, 1, 2, 4, 5, 6, 1000])
  func everyPieceRunsExactlyOnce(threads: Int, pieces: Int) {
    let runs = Mutex([Int](repeating: 0, count: pieces))
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
    let running = Mutex((now: 0, most: 0))
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
    let runs = Mutex(0)
    parallelFor(pieces: 7, threads: 2) { _ in
      parallelFor(pieces: 11, threads: 2) { _ in runs.withLock { $0 += 1 } }
    }
    #expect(runs.withLock { $0 } == 77)
  }

  // MARK: With deliveries

  @Test(arguments: [1, 2, 5], [0, 1, 2, 31, 1000])
  func everyPieceIsWorkedOnOnceAndDeliveredInOrderOnTheCallingThread(threads: Int, pieces: Int) {
    let ahead = 7
    let caller = pthread_self()
    let slots = Mutex([Int?](repeating: nil, count: ahead))
    let runs = Mutex([Int](repeating: 0, count: pieces))
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
    let running = Mutex((now: 0, most: 0))
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
    let done = Mutex(0)
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
    let begun = Mutex(0)
    let running = Mutex(0)
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
