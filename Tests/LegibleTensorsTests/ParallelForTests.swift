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
}
