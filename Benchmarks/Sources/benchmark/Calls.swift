import ArgumentParser
import Dispatch
import Foundation
import Legible
import LegibleTensors

/// `benchmark calls`: what calls of `Recognizer.recognize` cost that come all at once, over the same calls one
/// after the other.
struct Calls: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Compare calls from a queue, from tasks and from threads, all at once, with calls one by one.")

  @Option(help: "A model file.")
  var model = "models/small.safetensors"

  @Option(help: "Calls.")
  var calls = 60

  @Option(help: "Crops of a call.")
  var crops = 33

  @Option(help: "Threads that a call asks for.")
  var threads = processorCount

  @Option(help: "Turns; the medians are shown.")
  var turns = 5

  @Argument(help: "A folder with PNG files.")
  var folder: String

  func run() throws {
    let recognizer = try Recognizer(contentsOf: model)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".png") }
    guard !names.isEmpty else { throw ValidationError("\(folder): no PNG file in it.") }
    let images = try (0..<crops).map { try Image(contentsOf: folder + "/" + names[$0 % names.count]) }
    let threads = threads
    let expected = recognizer.recognize(images, threads: threads)
    let call: @Sendable () -> Void = {
      precondition(recognizer.recognize(images, threads: threads) == expected, "a call read otherwise")
    }
    let ways: [(name: String, run: () -> Void)] = [
      ("one by one", { for _ in 0..<calls { call() } }), ("queue", { fromQueue(call) }),
      ("tasks", { fromTasks(call) }), ("threads", { fromThreads(call) }),
    ]
    // In turn, so that what else the machine does meets all alike.
    let times = (0..<turns).map { _ in
      ways.map { way in secondsPerCall(atLeast: 0, clock: .wall, way.run) }
    }
    for (index, way) in ways.enumerated() {
      let seconds = median(times.map { $0[index] })
      let ratio = median(times.map { $0[index] / $0[0] })
      print(way.name.padded(12), fixed(seconds, 3), "s", fixed(ratio, 2))
    }
  }

  private func fromQueue(_ call: @escaping @Sendable () -> Void) {
    let group = DispatchGroup()
    for _ in 0..<calls { DispatchQueue.global().async(group: group, execute: call) }
    group.wait()
  }

  private func fromTasks(_ call: @escaping @Sendable () -> Void) {
    let (calls, done) = (calls, DispatchSemaphore(value: 0))
    Task.detached {
      await withTaskGroup(of: Void.self) { group in for _ in 0..<calls { group.addTask { call() } } }
      done.signal()
    }
    done.wait()
  }

  private func fromThreads(_ call: @escaping @Sendable () -> Void) {
    let group = DispatchGroup()
    for _ in 0..<calls {
      group.enter()
      let isStarted = startThread {
        call()
        group.leave()
      }
      precondition(isStarted, "the system gives no more threads")
    }
    group.wait()
  }
}
