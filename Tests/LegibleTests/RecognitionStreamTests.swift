import Legible
import LegibleImages
import LegibleModels
import LegibleTensors
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct RecognitionStreamTests {
  private let recognizer: Recognizer

  init() throws { recognizer = try nonsenseRecognizer(scale: 60) }

  private func pictures(count: Int) -> [Image] {
    var random = RandomSource(seed: 3)
    return (0..<count).map { _ in
      let width = Int(random.uniform(in: 10...200))
      return Image(
        width: width, height: 20, pixels: (0..<width * 20).map { _ in UInt8(random.uniform() * 255) })
    }
  }

  @Test(arguments: [1, 2]) func textsComeInTheOrderOfTheirCrops(threads: Int) async throws {
    let pictures = pictures(count: 150)
    var texts: [RecognizedText] = []
    for await text in recognizer.recognize(Source(pictures), threads: threads) { texts.append(text) }
    #expect(texts == recognizer.recognize(pictures))
    #expect(Set(texts.map(\.confidence)).count > 100)
  }

  @Test func theEmptyStreamHasNoTexts() async {
    for await _ in recognizer.recognize(Source([])) { Issue.record("a text of no crop") }
  }

  @Test func aCropIsNotKeptWaitingForOthers() async throws {
    // The source gives each crop only after the text of the one before was taken.
    let source = Source(pictures(count: 20), allowed: 1)
    var count = 0
    for await _ in recognizer.recognize(source) {
      count += 1
      source.progress.withLock { $0.allowed += 1 }
    }
    #expect(count == 20)
  }

  @Test func aSlowCallerMakesTheStreamWait() async throws {
    let source = Source(pictures(count: 400))
    var texts = recognizer.recognize(source, threads: 1).makeAsyncIterator()
    #expect(await texts.next(isolation: nil) != nil)
    // Until nothing is drawn any more.
    var drawn = -1
    while drawn != source.drawn {
      drawn = source.drawn
      try await Task.sleep(for: .milliseconds(300))
    }
    #expect(drawn > 16 && drawn <= 1 + 49)
    var count = 1
    while await texts.next(isolation: nil) != nil { count += 1 }
    #expect(count == 400)
  }

  @Test func anErrorComesBehindTheTextsBeforeIt() async throws {
    let pictures = pictures(count: 40)
    var count = 0
    let error = await #expect(throws: Source.Broken.self) {
      for try await _ in recognizer.recognize(BreakingSource(Source(pictures))) { count += 1 }
    }
    #expect(error != nil)
    #expect(count == 40)
  }

  @Test func leavingTheLoopEndsTheStream() async throws {
    let source = Source(pictures(count: 400), allowed: 5)
    for await _ in recognizer.recognize(source, threads: 1) { break }
    // The source waits for leave to give more; it is told that nobody wants it.
    while !source.isCancelled { try await Task.sleep(for: .milliseconds(10)) }
    #expect(source.drawn == 5)
  }

  @Test func aCancelledTaskIsNotKeptWaiting() async throws {
    let source = Source(pictures(count: 10), allowed: 5)
    let recognizer = recognizer
    let task = Task {
      var count = 0
      for await _ in recognizer.recognize(source) { count += 1 }
      return count
    }
    while source.drawn < 5 { try await Task.sleep(for: .milliseconds(10)) }
    task.cancel()
    #expect(await task.value <= 5)
    while !source.isCancelled { try await Task.sleep(for: .milliseconds(10)) }
  }

  @Test func aFileThatCannotBeReadIsReportedInItsPlace() async throws {
    let folder = try TemporaryFolder()
    let pictures = pictures(count: 3)
    var paths: [String] = []
    for (index, picture) in pictures.enumerated() {
      paths.append(folder.file("\(index).png"))
      try picture.writePNG(to: paths[index])
    }
    paths.insert(folder.file("gone.png"), at: 1)
    var results: [Result<RecognizedText, ImageError>] = []
    let stream = AsyncStream { continuation in
      for path in paths { continuation.yield(path) }
      continuation.finish()
    }
    for await result in recognizer.recognize(paths: stream) { results.append(result) }
    #expect(results.count == 4)
    #expect(throws: ImageError.self) { try results[1].get() }
    results.remove(at: 1)
    #expect(try results.map { try $0.get() } == recognizer.recognize(pictures))
  }
}

/// Pictures one after the other, as many as are allowed, which says how many were drawn.
private struct Source: AsyncSequence, Sendable {
  struct Progress {
    var drawn = 0
    var allowed: Int
    var isCancelled = false
  }
  struct Broken: Error {}
  typealias Failure = Never

  let pictures: [Image]
  let progress: Locked<Progress>

  init(_ pictures: [Image], allowed: Int = .max) {
    self.pictures = pictures
    progress = Locked(Progress(allowed: allowed))
  }

  var drawn: Int { progress.withLock { $0.drawn } }
  var isCancelled: Bool { progress.withLock { $0.isCancelled } }

  func makeAsyncIterator() -> Iterator { Iterator(source: self) }

  struct Iterator: AsyncIteratorProtocol {
    let source: Source

    mutating func next() async -> Image? { await next(isolation: nil) }

    mutating func next(isolation actor: isolated (any Actor)?) async -> Image? {
      guard source.drawn < source.pictures.count else { return nil }
      while source.progress.withLock({ $0.drawn >= $0.allowed }) {
        guard (try? await Task.sleep(for: .milliseconds(2))) != nil else {
          source.progress.withLock { $0.isCancelled = true }
          return nil
        }
      }
      return source.progress.withLock {
        $0.drawn += 1
        return source.pictures[$0.drawn - 1]
      }
    }
  }
}

/// A source that breaks behind its last picture.
private struct BreakingSource: AsyncSequence, Sendable {
  typealias Element = Image
  typealias Failure = Source.Broken
  let source: Source

  init(_ source: Source) { self.source = source }

  func makeAsyncIterator() -> Iterator { Iterator(iterator: source.makeAsyncIterator()) }

  struct Iterator: AsyncIteratorProtocol {
    var iterator: Source.Iterator

    mutating func next() async throws(Source.Broken) -> Image? { try await next(isolation: nil) }

    mutating func next(isolation actor: isolated (any Actor)?) async throws(Source.Broken) -> Image? {
      guard let image = await iterator.next(isolation: actor) else { throw Source.Broken() }
      return image
    }
  }
}
