import LegibleImages
import LegibleModels
import LegibleTensors
import LegibleTraining
import Testing

@Suite struct BatchLoaderTests {
  private struct Source: CropSource {
    let readers = Counter()

    func makeReader() throws -> any CropReader {
      readers.increment()
      return Reader()
    }
  }

  private final class Reader: CropReader {
    func crop(_ index: UInt64) throws -> TrainingCrop {
      if index == 77 { throw Broken() }
      return TrainingCrop(
        image: Image(width: 8, height: 8, pixels: Array(repeating: UInt8(index), count: 64)), text: "x",
        origin: "crop \(index)")
    }
  }

  private struct Broken: Error {}

  private final class Counter: Sendable {
    private let count = Locked(0)
    func increment() { count.withLock { $0 += 1 } }
    var value: Int { count.withLock { $0 } }
  }

  private func loader(_ source: Source, first: Int = 0, threads: Int, made: Counter = Counter()) throws
    -> BatchLoader
  {
    let spec = try NetworkSpec(parsing: "[1,8,0,1 Cr3,3,2 Mp8,2 S1(1x0)1,3 O1c3]")
    return BatchLoader(source: source, first: first, threads: threads, depth: 3) { number, reader, batch in
      made.increment()
      batch.fill(
        number: number, crops: [(try reader.crop(UInt64(number)), [1])],
        scaling: CropScaling(spec, .plain), gap: spec.gap)
    }
  }

  @Test(arguments: [1, 2, 5]) func handsBatchesOutInOrder(threads: Int) throws {
    let loader = try loader(Source(), first: 4, threads: threads)
    defer { loader.stop() }
    for number in 4..<60 {
      let batch = try loader.next()
      #expect(batch.number == number)
      #expect(batch.origins == ["crop \(number)"])
      #expect(batch.parts[0].input.item(0).pointee == (Float(number) - 127.5) / 127.5)
    }
  }

  @Test func aRecycledBatchIsFilledAgain() throws {
    let loader = try loader(Source(), threads: 1)
    defer { loader.stop() }
    var seen: [ObjectIdentifier: Int] = [:]
    for number in 0..<40 {
      let batch = try loader.next()
      #expect(batch.number == number && batch.origins == ["crop \(number)"] && batch.labels == [[1]])
      #expect(batch.parts[0].input.item(0).pointee == (Float(number) - 127.5) / 127.5)
      seen[ObjectIdentifier(batch), default: 0] += 1
      loader.recycle(batch)
    }
    // Three ahead, one being made, one handed out.
    #expect(seen.count <= 5)
  }

  @Test func oneReaderAThreadAndNoMoreBatchesAheadThanAskedFor() throws {
    let source = Source()
    let made = Counter()
    let loader = try loader(source, threads: 3, made: made)
    for _ in 0..<10 { _ = try loader.next() }
    loader.stop()
    #expect(source.readers.value == 3)
    #expect(made.value >= 10 && made.value <= 10 + 3)
  }

  @Test func whatMakingThrowsComesOutInItsPlace() throws {
    let loader = try loader(Source(), first: 75, threads: 2)
    defer { loader.stop() }
    #expect(try loader.next().number == 75)
    #expect(try loader.next().number == 76)
    #expect(throws: Broken.self) { try loader.next() }
    #expect(try loader.next().number == 78)
  }
}
