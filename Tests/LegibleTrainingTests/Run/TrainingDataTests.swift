import LegibleImages
import LegibleLanguage
import LegibleModels
import LegibleSynthesis
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

  @Test func aTenthOfTheCropsIsHeldOutByTheSeedAndNotTrainedOn() throws {
    let dataset = try dataset(199)
    let data = try data(dataset)
    let heldOut = try #require(data.validation.first)
    #expect(data.validation.map(\.name) == ["held-out crops"])
    #expect((heldOut.items.count, data.mixed.items.count) == (19, 180))
    // In the order of the data set, and each crop on one side.
    let order = { (items: [LabelledCrop]) in items.compactMap { Int($0.text) } }
    let (kept, out) = (order(data.mixed.items), order(heldOut.items))
    #expect(kept == kept.sorted() && out == out.sorted())
    #expect((kept + out).sorted() == Array(0..<199))
    #expect(out != Array(out[0]..<out[0] + 19))

    #expect(try self.data(dataset).validation.first?.items == heldOut.items)
    #expect(try self.data(dataset).fingerprint == data.fingerprint)
    let other = try self.data(dataset, seed: 2)
    #expect(other.validation.first?.items != heldOut.items)
  }

  @Test func noMoreThanAThousandCropsAreHeldOutAndOfFewNone() throws {
    #expect(try data(dataset(10_500)).validation.map(\.count) == [1000])
    let few = try data(dataset(9))
    #expect(few.validation.isEmpty)
    #expect(few.mixed.items.count == 9)
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
