import Foundation
import LegibleSynthesis
import TestSupport
import Testing

@Suite struct TextTests {
  private static let nothing: TextShares = {
    var shares = TextShares()
    shares.words = 0
    shares.names = 0
    shares.numbers = 0
    shares.prices = 0
    shares.dates = 0
    shares.times = 0
    shares.phoneNumbers = 0
    shares.addresses = 0
    shares.codes = 0
    shares.runs = 0
    shares.randomStrings = 0
    return shares
  }()

  private func texts(_ options: SynthesisOptions, count: Int) throws -> [String] {
    var options = options
    options.blankShare = 0
    let renderer = try Synthesizer(options).makeRenderer()
    return try (0..<count).map { try renderer.crop(seed: 2, index: UInt64($0)).text }
  }

  @Test(
    arguments: [
      (\TextShares.words, #"^[A-Za-z]{2,}$"#), (\TextShares.names, #"^[A-Za-z]{2,}$"#),
      (\TextShares.numbers, #"^[0-9]+$"#), (\TextShares.prices, #"^\$[0-9]+\.[0-9]{2}$"#),
      (\TextShares.dates, #"^[0-9]{2}[-./][0-9]{2}[-./][0-9]{4}$"#),
      (\TextShares.times, #"^[0-9]{1,2}:[0-9]{2}$"#),
      (\TextShares.phoneNumbers, #"^[0-9]{3}-[0-9]{3}-[0-9]{4}$"#),
      (\TextShares.addresses, #"^www\..*\.com$"#),
      (\TextShares.codes, #"^[A-Z]{1,3}[0-9]{1,4}$"#), (\TextShares.randomStrings, #"[^A-Za-z0-9 ]"#),
      (\TextShares.runs, #"^(.)\1{3,}$"#),
    ] as [(WritableKeyPath<TextShares, Float> & Sendable, String)])
  func everyKindOfTextIsDrawn(kind: WritableKeyPath<TextShares, Float> & Sendable, pattern: String) throws {
    var options = SynthesisOptions(fontFolders: [dejaVu])
    options.texts = Self.nothing
    options.texts[keyPath: kind] = 1
    let drawn = try texts(options, count: 200)
    let matching = drawn.count { $0.range(of: pattern, options: .regularExpression) != nil }
    #expect(matching >= 5, "\(drawn.prefix(20))")
  }

  @Test func allPrintableCharactersOccur() throws {
    let drawn = try texts(SynthesisOptions(fontFolders: [dejaVu]), count: 6000)
    var counts: [Character: Int] = [:]
    for character in drawn.joined() { counts[character, default: 0] += 1 }
    #expect(Set(counts.keys) == Set(SynthesisOptions.printableASCII))
    let digits = "0123456789".reduce(0) { $0 + (counts[$1] ?? 0) }
    #expect(digits > drawn.joined().count / 12)
  }

  @Test func onlyCharactersOfTheAlphabetOccur() throws {
    var options = SynthesisOptions(fontFolders: [dejaVu])
    options.alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
    for text in try texts(options, count: 300) {
      #expect(text.allSatisfy { options.alphabet.contains($0) }, "\(text)")
    }
  }

  /// DejaVu has Cyrillic letters and no Chinese characters.
  @Test func aCharacterWithoutGlyphIsNeverUsed() throws {
    var options = SynthesisOptions(fontFolders: [dejaVu])
    options.alphabet = "abж字"
    options.texts = Self.nothing
    options.texts.randomStrings = 1
    let drawn = try texts(options, count: 200).joined()
    #expect(Set(drawn) == ["a", "b", "ж"])
  }

  @Test func anEmptyAlphabetIsRefused() {
    var options = SynthesisOptions(fontFolders: [dejaVu])
    options.alphabet = ""
    #expect(throws: SynthesisError.nothingToWrite) { try Synthesizer(options) }
  }

  @Test func wordListsAreReadAsFarAsTheAlphabetGoes() throws {
    let folder = try TemporaryFolder()
    try folder.write("a", Data("Haus\r\ncafé\nstrange word\n\nGrönland\nCat\n".utf8) + [0xFF, 0xFE, 0x0A])
    try folder.write("below/b", Data("lonely".utf8))
    try folder.write("empty", Data())
    var options = SynthesisOptions(fontFolders: [dejaVu], wordLists: [folder.path, folder.path + "/absent"])
    #expect(try Synthesizer(options).wordCount == 3)
    options.alphabet += "éö"
    #expect(try Synthesizer(options).wordCount == 5)
    options.texts = Self.nothing
    options.texts.words = 1
    let drawn = try texts(options, count: 400).map { $0.lowercased() }
    #expect(drawn.contains("grönland") && drawn.contains("lonely") && drawn.contains("haus"))
  }

  @Test func wordListsHaveLineEndsOfAnyKind() throws {
    let folder = try TemporaryFolder()
    let options = SynthesisOptions(fontFolders: [dejaVu], wordLists: [folder.path])
    for text in ["one\ntwo\nthree", "one\r\ntwo\r\nthree\r\n", "one\rtwo\rthree\r"] {
      try folder.write("words", text)
      let synthesizer = try Synthesizer(options)
      #expect(synthesizer.wordCount == 3)
      #expect(synthesizer.rejectedWordLists == [])
    }
  }

  @Test func whatIsNoWordListIsNamed() throws {
    let folder = try TemporaryFolder()
    try folder.write("1", [0x89] + Array("PNG\r\n\u{1A}\n".utf8))
    try folder.write("2", "version https://git-lfs.github.com/spec/v1\noid sha256:00\n")
    try folder.write("3", [0xFF, 0xFE] + "one\r\n".utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] })
    try folder.write("4", Array("Caf".utf8) + [0xE9, 0x0A])
    try folder.write("5", "слово\n")
    try folder.write("6", "")
    let synthesizer = try Synthesizer(SynthesisOptions(fontFolders: [dejaVu], wordLists: [folder.path]))
    #expect(synthesizer.wordCount == 0)
    #expect(
      synthesizer.rejectedWordLists.map { $0.replacing(folder.path + "/", with: "") } == [
        "1: a PNG file, not a list of words; give a file with one word a line",
        "2: a Git LFS pointer, not a list of words; fetch the file with `git lfs pull`",
        "3: written in UTF-16, so no word of it is used; save it as UTF-8",
        "4: not UTF-8, so no word of it is used; save it as UTF-8",
      ], "words of other characters are no fault of the list")
  }

  @Test func linesHoldSpaces() throws {
    var options = SynthesisOptions(fontFolders: [dejaVu])
    options.texts = Self.nothing
    options.texts.words = 1
    options.lineShare = 1
    #expect(try texts(options, count: 100).count { $0.contains(" ") } > 80)
    options.lineShare = 0
    #expect(try texts(options, count: 100).count { $0.contains(" ") } == 0)
  }

  @Test func aGapIsOneSpace() throws {
    var options = SynthesisOptions(fontFolders: [dejaVu])
    options.alphabet = "ab "
    options.texts = Self.nothing
    options.texts.randomStrings = 1
    let drawn = try texts(options, count: 300)
    #expect(drawn.count { $0.contains(" ") } > 100)
    #expect(drawn.allSatisfy { !$0.contains("  ") && $0.first != " " && $0.last != " " })
  }

  @Test func optionsTravelAsJSON() throws {
    var options = SynthesisOptions(folder: "/data")
    options.texts.prices = 0.5
    let decoded = try JSONDecoder().decode(SynthesisOptions.self, from: JSONEncoder().encode(options))
    #expect(decoded == options)
  }
}
