import Foundation
import Legible
import LegibleImages
import LegibleLanguage
import LegibleModels
import LegibleTensors
import TestSupport
import Testing

@Suite struct RecognitionOptionsTests {
  private let recognizer: Recognizer
  private let pictures: [Image]

  init() throws {
    recognizer = try nonsenseRecognizer(scale: 30)
    var random = RandomSource(seed: 11)
    pictures = (0..<40).map { _ in
      let (width, height) = (Int(random.uniform(in: 20...120)), Int(random.uniform(in: 10...60)))
      return Image(
        width: width, height: height, pixels: (0..<width * height).map { _ in UInt8(random.uniform() * 255) })
    }
  }

  private func read(_ change: (inout RecognitionOptions) -> Void) throws -> [RecognizedText] {
    var options = RecognitionOptions()
    change(&options)
    return try recognizer.with(options).recognize(pictures)
  }

  @Test func candidatesAreDifferentTextsAndTheBestComesFirst() throws {
    for result in try read({ $0.candidates = 5 }) {
      #expect(result.candidates.count == 5)
      #expect(Set(result.candidates.map(\.string)).count == 5)
      #expect(result.candidates.map(\.confidence) == result.candidates.map(\.confidence).sorted(by: >))
      #expect(result.text == result.candidates[0].string)
      #expect(result.topCandidates(2) == Array(result.candidates.prefix(2)))
      for candidate in result.candidates {
        #expect(String(candidate.characters.map(\.character)) == candidate.string)
      }
    }
  }

  @Test func alternativesAreOtherCharactersByTheirConfidence() throws {
    var found = 0
    for result in try read({ $0.alternatives = 2 }) {
      for character in result.characters {
        #expect(character.alternatives.count == 2)
        #expect(!character.alternatives.map(\.character).contains(character.character))
        #expect(character.alternatives[0].confidence >= character.alternatives[1].confidence)
        found += 1
      }
    }
    #expect(found > 40)
  }

  @Test func onlyTheCharactersThatAreAskedForAreRead() throws {
    for beam in [nil, 8] as [Int?] {
      let results = try read {
        $0.symbols = "a-b"
        $0.beamWidth = beam
      }
      #expect(results.allSatisfy { $0.text.allSatisfy { "ab".contains($0) } })
      #expect(Set(results.map(\.text)).count > 1)
    }
  }

  @Test func everyTextIsOneOfThePattern() throws {
    let results = try read { $0.pattern = "[ab]{1,2}é?" }
    let texts = Set(results.map(\.text))
    for text in texts { #expect(text.wholeMatch(of: /[ab]{1,2}é?/) != nil, "\(text)") }
    #expect(texts.count > 1)
  }

  @Test func everyTextIsAWordOfTheLexiconThatThePatternAllows() throws {
    let words = ["abc", "b", "cab", "xyz", "e\u{301}a"]
    let read = try read {
      $0.lexicon = Lexicon(words: words)
      $0.pattern = "..+"
    }
    let texts = Set(read.map(\.text))
    #expect(texts.isSubset(of: ["abc", "cab", "éa"]))
    #expect(texts.count > 1)
    // It is the most probable of them: no other word's reading is more certain.
    let single = try ["abc", "cab", "éa"].map { word in try self.read { $0.lexicon = Lexicon(words: [word]) }
    }
    for (index, result) in read.enumerated() {
      #expect(result.confidence == single.map { $0[index].confidence }.max())
    }
  }

  @Test func anOpenLexiconMakesItsWordsMoreFrequent() throws {
    let plain = try read { $0.beamWidth = 16 }
    let words = plain.compactMap { $0.text.count > 1 ? String($0.text.dropLast()) : nil }.prefix(10)
    let guided = try read { $0.lexicon = Lexicon(words: Array(words), kind: .open(bonus: 8)) }
    // A text may have several words.
    func parts(_ results: [RecognizedText]) -> [String] {
      results.flatMap { $0.text.split(separator: " ", omittingEmptySubsequences: false).map { String($0) } }
    }
    func hits(_ results: [RecognizedText]) -> Int { parts(results).count { words.contains($0) } }
    #expect(hits(guided) > hits(plain))
    #expect(hits(guided) < parts(guided).count)
  }

  @Test func capitalsAndSmallLettersAreTheSameWhereAsked() throws {
    let results = try read { $0.lexicon = Lexicon(words: ["ABC", "CAB"], ignoresCase: true) }
    #expect(Set(results.map(\.text)).isSubset(of: ["abc", "cab"]))
  }

  @Test func aLanguageModelChangesWhatIsRead() throws {
    var counts = NGramCounts(order: 2, symbolCount: 3)
    for _ in 0..<50 { counts.add([1, 2, 1, 2, 0]) }
    let model = NGramModel(NGramTable(&counts), alphabet: try Alphabet(["a", "b"]))
    let results = try read {
      $0.language = LanguageGuide(model: model, weight: 3, lengthBonus: 2)
    }
    let plain = try read { _ in }
    #expect(results.map(\.text) != plain.map(\.text))
    // The characters that the model does not know have become rare.
    func others(_ results: [RecognizedText]) -> Int {
      results.reduce(0) { $0 + $1.text.count { !"ab".contains($0) } }
    }
    #expect(others(results) < others(plain) / 2)
  }

  @Test func theSameBitsAloneAndTogether() throws {
    var options = RecognitionOptions()
    options.candidates = 3
    options.alternatives = 1
    options.pattern = ".*"
    let recognizer = try recognizer.with(options)
    let together = recognizer.recognize(pictures, threads: 2)
    #expect(pictures.map { recognizer.recognize($0) } == together)
  }

  @Test func aCropTooNarrowForThePatternIsTheEmptyTextAndUnsure() throws {
    let results = try read { $0.pattern = "a{200}" }
    #expect(results.allSatisfy { $0.text.isEmpty && $0.confidence == 0 })
  }

  @Test func optionsThatMakeNoSenseAreNamed() throws {
    func message(_ change: (inout RecognitionOptions) -> Void) -> String? {
      do {
        _ = try read(change)
        return nil
      } catch { return "\(error)" }
    }
    #expect(message { $0.pattern = "a(b" } == "the pattern: a ( without its )\n  a(b\n   ^")
    #expect(
      message { $0.symbols = "x-z" }
        == "the symbols: the model can write none of these characters\n  x-z\n  ^")
    #expect(message { $0.lexicon = Lexicon(words: []) } == "the list of words is empty")
    #expect(
      message { $0.lexicon = Lexicon(words: ["xyz"]) }
        == "the one word cannot be read: the model cannot write them, or another option excludes them")
    #expect(
      message { $0.candidates = 0 }
        == "at least one text is given for a crop, and found by a beam of at least one")
  }

  @Test func aListOfWordsIsReadFromAFile() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("words", "one\r\n\ntwo words\ne\u{301}a")
    #expect(try Lexicon(contentsOf: path).words == ["one", "two words", "éa"])
    let missing = folder.file("none")
    let error = #expect(throws: RecognitionOptionsError.self) { try Lexicon(contentsOf: missing) }
    #expect(error?.description == "\(missing): cannot be opened: No such file or directory")
  }
}

@Suite struct RecognizedTextTests {
  private func candidate(_ string: String) -> RecognizedText.Candidate {
    let characters = string.enumerated().map {
      RecognizedCharacter(
        character: $0.element, confidence: 1,
        box: .init(x: Double(10 * $0.offset), y: 2, width: 8, height: 20))
    }
    return .init(string: string, confidence: 1, characters: characters)
  }

  @Test func theBoxOfAPartHoldsItsCharacters() throws {
    let text = RecognizedText(
      candidates: [candidate("e\u{301}té 12")], imageWidth: 80, imageHeight: 20)
    let range = try #require(text.text.range(of: "té"))
    #expect(text.boundingBox(for: range) == .init(x: 10, y: 2, width: 18, height: 20))
    #expect(
      text.boundingBox(for: text.text.startIndex..<text.text.endIndex)
        == .init(x: 0, y: 2, width: 58, height: 20))
    #expect(text.boundingBox(for: text.text.startIndex..<text.text.startIndex) == nil)
    let last = text.text.index(before: text.text.endIndex)
    #expect(text.boundingBox(for: last..<text.text.endIndex) == .init(x: 50, y: 2, width: 8, height: 20))
  }
}
