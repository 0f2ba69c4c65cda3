import LegibleImages
import LegibleSynthesis
import LegibleTensors
import LegibleTraining
import TestSupport
import Testing

@Suite struct MixedSourceTests {
  private func items(_ count: Int) -> [LabelledCrop] {
    (0..<count).map {
      LabelledCrop(path: "\($0).png", text: "\($0)", source: SourceLine(file: "labels.tsv", line: $0 + 1))
    }
  }

  private func source(_ count: Int, seed: UInt64 = 1) -> MixedSource {
    MixedSource(items: items(count), synthesizer: nil, syntheticShare: 0, seed: seed)
  }

  /// The numbers of the labelled crops that stand at indices of a run.
  private func numbers(_ source: MixedSource, _ indices: Range<Int>) -> [Int] {
    indices.compactMap { source.labelledCrop(at: UInt64($0)).flatMap { Int($0.text) } }
  }

  @Test(arguments: [1, 2, 3, 4, 5, 16, 17, 64, 65, 1000])
  func everyLabelledCropIsShownOnceAnEpoch(count: Int) {
    for seed in 0..<3 as Range<UInt64> {
      let source = source(count, seed: seed)
      #expect(source.cropsPerEpoch == count)
      for epoch in 0..<4 {
        let shown = numbers(source, epoch * count..<(epoch + 1) * count)
        #expect(shown.sorted() == Array(0..<count), "seed \(seed), epoch \(epoch)")
      }
    }
  }

  /// Two orders of 1000 that have nothing to do with each other agree in one place on average, and neighbours
  /// are a third of 1000 apart, give or take 7.5 (the standard error of their mean); the bounds are five of
  /// these.
  @Test func theOrderDiffersBetweenEpochsAndSeedsAndIsMixedWell() {
    let count = 1000
    let orders = [(1, 0), (1, 1), (1, 2), (2, 0), (2, 1)].map { seed, epoch in
      numbers(source(count, seed: UInt64(seed)), epoch * count..<(epoch + 1) * count)
    }
    for (index, order) in orders.enumerated() {
      for other in orders[..<index] + [Array(0..<count)] {
        #expect(zip(order, other).count { $0 == $1 } <= 8)
      }
      let distance = zip(order, order.dropFirst()).reduce(0) { $0 + abs($1.0 - $1.1) }
      #expect(abs(Double(distance) / Double(count - 1) - 333) < 38)
    }
  }

  @Test func aCropIsAFunctionOfItsIndexWhoeverAsksAndWhen() {
    let (first, second) = (source(37), source(37))
    let forward = numbers(first, 0..<500)
    #expect((0..<500).reversed().map { numbers(second, $0..<$0 + 1)[0] } == forward.reversed())
    var results = [Int](repeating: -1, count: 500)
    results.withUnsafeMutableBufferPointer { results in
      nonisolated(unsafe) let results = results
      parallelFor(pieces: 500, threads: 4) { results[$0] = numbers(first, $0..<$0 + 1)[0] }
    }
    #expect(results == forward)
  }

  /// Synthetic crops stand evenly between the labelled ones, and an epoch is one still. Indices far out in a
  /// run, where a `Double` would have lost count, are as exact.
  @Test(arguments: [0.25, 0.5, 0.9, 0.999, 1e-6] as [Float])
  func withSyntheticCropsBetweenThemAnEpochIsStillAPass(share: Float) throws {
    let folder = try TemporaryFolder()
    try folder.write("words/list.txt", "abc\n")
    let synthesizer = try Synthesizer(
      SynthesisOptions(
        fontFolders: ["/usr/share/fonts/truetype/dejavu"], wordLists: [folder.file("words")]))
    let source = MixedSource(items: items(30), synthesizer: synthesizer, syntheticShare: share, seed: 3)
    let length = try #require(source.cropsPerEpoch)
    #expect(abs(Double(length) - 30 / (1 - Double(share))) < 1)
    var labelled = 0
    for index in 0..<length {
      if source.labelledCrop(at: UInt64(index)) != nil { labelled += 1 }
      #expect(abs(Double(labelled) - Double(index + 1) * (1 - Double(share))) < 1)
    }
    #expect(numbers(source, 0..<length).sorted() == Array(0..<30))

    let far = 1 << 52
    let there = numbers(source, far..<far + 2 * length)
    #expect(abs(there.count - 60) <= 1)
    // Wherever it begins, a stretch of two epochs holds each crop at least once and at most three times.
    #expect(Set(there).count == 30)
    #expect((0..<30).allSatisfy { crop in there.count { $0 == crop } <= 3 })
  }

  @Test func withoutLabelledCropsThereIsNoEpoch() throws {
    let synthesizer = try Synthesizer(
      SynthesisOptions(fontFolders: ["/usr/share/fonts/truetype/dejavu"]))
    let source = MixedSource(items: [], synthesizer: synthesizer, syntheticShare: 1, seed: 1)
    #expect(source.cropsPerEpoch == nil)
    let (one, other) = (try source.makeReader(), try source.makeReader())
    for index in [5, 0, 1 << 40] as [UInt64] {
      let crop = try one.crop(index)
      #expect(crop.origin == "synthetic crop \(index)")
      let again = try other.crop(index)
      #expect(crop.image == again.image && crop.text == again.text)
    }
  }

  @Test func aLabelledCropIsDistortedAnewInEveryEpochAndTheSameForEveryReader() throws {
    let folder = try TemporaryFolder()
    var random = RandomSource(seed: 4)
    try Image(
      width: 60, height: 20, pixels: (0..<1200).map { _ in UInt8.random(in: 0...255, using: &random) }
    )
    .writePNG(to: folder.file("x.png"))
    let item = LabelledCrop(path: folder.file("x.png"), text: "x", source: .init(file: "x", line: nil))
    func reader(_ strength: Float, seed: UInt64 = 1) throws -> any CropReader {
      try MixedSource(
        items: [item], synthesizer: nil, syntheticShare: 0, augmentation: .init(strength: strength),
        seed: seed
      ).makeReader()
    }
    let (one, other, reseeded) = (try reader(0.5), try reader(0.5), try reader(0.5, seed: 2))
    let images = try (0..<4).map { try one.crop($0).image }
    #expect(try (0..<4).reversed().map { try other.crop($0).image } == images.reversed())
    #expect(Set(images.map(\.pixels)).count == 4)
    #expect(try reseeded.crop(0).image != images[0])
    #expect(try reader(0).crop(3).image == Image(contentsOf: item.path))
  }

  /// What distorts a crop works on its levels, so that faint letters must have theirs before.
  @Test func faintLettersAreRaisedBeforeTheyAreDistorted() throws {
    let folder = try TemporaryFolder()
    let strokes = (0..<60 * 20).map { ($0 % 60) % 9 < 3 && (4..<16).contains($0 / 60) }
    try Image(width: 60, height: 20, pixels: strokes.map { $0 ? 253 : 255 }).writePNG(
      to: folder.file("x.png"))
    let item = LabelledCrop(path: folder.file("x.png"), text: "x", source: .init(file: "x", line: nil))
    let source = MixedSource(
      items: [item], synthesizer: nil, syntheticShare: 0, augmentation: .init(strength: 0), seed: 1)
    #expect(try source.makeReader().crop(0).image.pixels == strokes.map { $0 ? 0 : 255 })
  }
}
