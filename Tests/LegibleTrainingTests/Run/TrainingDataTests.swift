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

  private func fingerprint() throws -> String {
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
    #expect(second.split(separator: ", hash").first == first.split(separator: ", hash").first)
    // The same words in a file of another name, which may change the order of the lists.
    try folder.write("words/list.txt", "abc\ndef\n")
    try folder.write("words/other.txt")
    #expect(try fingerprint() != first)
  }
}
