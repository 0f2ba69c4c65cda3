import LegibleImages
import LegibleLanguage
import LegibleModels
import LegibleSynthesis
import LegibleTensors
import LegibleTraining
import TestSupport
import Testing

@Suite struct TrainingDataTests {
  private let folder: TemporaryFolder
  private let model: Model

  init() throws {
    folder = try TemporaryFolder()
    let alphabet = Alphabet.printableASCII
    model = Model(
      network: Network(try .preset("small", symbols: alphabet.symbolCount)), alphabet: alphabet)
    try folder.write("words/list.txt", "abc\ndef\n")
    // One crop to validate on, so that no thousand is drawn for it.
    try Image(width: 40, height: 20, pixels: Array(repeating: 9, count: 800)).writePNG(
      to: folder.file("1_a_1.png"))
  }

  private func fingerprint() throws -> DataFingerprint {
    var options = TrainingOptions()
    options.syntheticShare = 1
    let synthesis = SynthesisOptions(
      fontFolders: ["/usr/share/fonts/truetype/dejavu"], wordLists: [folder.file("words")])
    options.synthesis = synthesis
    options.validation = [folder.path]
    return try TrainingData(
      options, datasets: [], validation: [Dataset(path: folder.path)], synthesizer: Synthesizer(synthesis),
      model: model, threads: 1
    ).fingerprint
  }

  @Test func theFingerprintSeesWhatSyntheticCropsAreMadeFrom() throws {
    let first = try fingerprint()
    #expect(try fingerprint() == first)
    // As many words, but another one.
    try folder.write("words/list.txt", "abc\ndefg\n")
    let second = try fingerprint()
    #expect(second != first)
    #expect(second.description == first.description)
    // The same words in a file of another name, which may change the order of the lists.
    try folder.write("words/list.txt", "abc\ndef\n")
    try folder.write("words/other.txt")
    #expect(try fingerprint() != first)
  }

  // MARK: Held-out crops

  /// A data set of crops whose labels are numbers, all of one picture.
  private func dataset(_ count: Int) throws -> Dataset {
    try folder.write("set/labels.tsv", (0..<count).map { "x.png\t\($0)\n" }.joined())
    try Image(width: 200, height: 20, pixels: Array(repeating: 9, count: 4000)).writePNG(
      to: folder.file("set/x.png"))
    return try Dataset(path: folder.file("set"))
  }

  private func data(_ dataset: Dataset, validation: [Dataset] = [], seed: UInt64 = 1) throws -> TrainingData {
    var options = TrainingOptions()
    options.seed = seed
    return try TrainingData(
      options, datasets: [dataset], validation: validation, synthesizer: nil, model: model, threads: 2)
  }

  @Test func cropsAreHeldOutByTheSeedAndNotTrainedOn() throws {
    let dataset = try dataset(199)
    let data = try data(dataset)
    let heldOut = try #require(data.validation.first)
    #expect(data.validation.map(\.name) == ["held-out crops"])
    #expect((heldOut.items.count, data.mixed.items.count) == (29, 170))
    // In the order of the data set, and each crop on one side.
    let order = { (items: [LabelledCrop]) in items.compactMap { Int($0.text) } }
    let (kept, out) = (order(data.mixed.items), order(heldOut.items))
    #expect(kept == kept.sorted() && out == out.sorted())
    #expect((kept + out).sorted() == Array(0..<199))
    #expect(out != Array(out[0]..<out[0] + 29))

    #expect(try self.data(dataset).validation.first?.items == heldOut.items)
    #expect(try self.data(dataset).fingerprint == data.fingerprint)
    let other = try self.data(dataset, seed: 2)
    #expect(other.validation.first?.items != heldOut.items)
  }

  @Test func noMoreThanAThousandCropsAreHeldOutAndOfFewNone() throws {
    #expect(try data(dataset(10_500)).validation.map(\.count) == [1000])
    let few = try data(dataset(3))
    #expect(few.validation.isEmpty)
    #expect(few.mixed.items.count == 3)
  }

  @Test(arguments: [(4, 1), (20, 5), (50, 12), (80, 20), (133, 20), (500, 75), (5000, 750)])
  func ofFewCropsAQuarterIsHeldOutAndOfMany15Percent(crops: Int, heldOut: Int) throws {
    #expect(try data(dataset(crops)).validation.map(\.count) == [heldOut])
  }

  /// Pictures of noise in which no two are alike, each of them several times.
  private func writeCopies(pictures: Int, copies: Int, noise: Int, label: (Int) -> String) throws -> Dataset {
    var random = RandomSource(seed: 5)
    var lines: [String] = []
    // Makes the folder.
    try folder.write("copies/labels.tsv")
    for picture in 0..<pictures {
      // Blocks large enough that noise in their pixels does not show in their means.
      let blocks = (0..<9 * 8).map { _ in Int.random(in: 40...215, using: &random) }
      for copy in 0..<copies {
        let pixels = (0..<90 * 32).map { pixel in
          UInt8(blocks[pixel / 90 / 4 * 9 + pixel % 90 / 10] + Int.random(in: -noise...noise, using: &random))
        }
        let name = "\(picture)-\(copy).png"
        try Image(width: 90, height: 32, pixels: pixels).writePNG(to: folder.file("copies/\(name)"))
        lines.append("\(name)\t\(label(picture))\n")
      }
    }
    try folder.write("copies/labels.tsv", lines.joined())
    return try Dataset(path: folder.file("copies"))
  }

  @Test func copiesOfACropStayOnOneSide() throws {
    // All with one label, so that the pictures alone tell them apart.
    let data = try data(writeCopies(pictures: 20, copies: 3, noise: 3) { _ in "7" })
    let picture = { (crop: LabelledCrop) in crop.path.split(separator: "/").last?.split(separator: "-").first
    }
    let heldOut = try #require(data.validation.first).items
    #expect(heldOut.count == 15)
    #expect(Set(heldOut.map(picture)).count == 5)
    #expect(Set(heldOut.map(picture)).isDisjoint(with: data.mixed.items.map(picture)))
    #expect(
      data.remarks == [
        "all 60 crops have the label \"7\": the model may come to read every crop so; add crops with other labels",
        "15 of 60 crops are held out: they are never trained on, and say how well the model reads; copies of a crop stay "
          + "on one side",
      ])
  }

  @Test func whereAllCropsLookAlikeOnlyThoseOfTheSamePixelsStayTogether() throws {
    #expect(
      try data(writeCopies(pictures: 1, copies: 20, noise: 3) { _ in "7" }).validation.map(\.count) == [5])
    let same = try data(writeCopies(pictures: 1, copies: 20, noise: 0) { _ in "7" })
    #expect(same.validation.isEmpty)
    #expect(
      same.remarks.last
        == "no crop is held out, for there are too few, or all are copies of one: how well the model reads others stays "
        + "unknown; label 20 or more")
  }

  @Test func whereASetForValidationIsNamedNothingIsHeldOut() throws {
    let dataset = try dataset(50)
    let data = try data(dataset, validation: [dataset])
    #expect(data.mixed.items.count == 50)
    #expect(data.validation.map(\.name) == [folder.file("set")])
    #expect(data.validation.map(\.count) == [50])
  }

  @Test func whereNoCropIsLeftTheErrorSaysWhatBecameOfThem() throws {
    try folder.write("set/labels.tsv", "x.png\tß\n")
    try Image(width: 200, height: 20, pixels: Array(repeating: 9, count: 4000)).writePNG(
      to: folder.file("set/x.png"))
    let dataset = try Dataset(path: folder.file("set"))
    let error = #expect(throws: TrainingDataError.self) { try data(dataset) }
    let path = folder.file("set")
    #expect(
      error?.description == """
        \(path): 0 crops
        1 crop left out for characters outside the alphabet:
          "ß" (U+00DF) once, in \(path)/labels.tsv:1
        no crop is left to train on; add labelled or synthetic crops
        """)
  }
}
