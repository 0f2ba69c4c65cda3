import Legible
import LegibleImages
import LegibleLanguage
import LegibleModels
import LegibleTensors
import Testing

@Suite struct SecondLookTests {
  private let recognizer: Recognizer
  private let pictures: [Image]

  init() throws {
    recognizer = try nonsenseRecognizer(scale: 150)
    var random = RandomSource(seed: 12)
    pictures = (0..<60).map { index in
      let (width, height) = (Int(random.uniform(in: 1...160)), Int(random.uniform(in: 1...60)))
      // Some of one level, which are read without doubt.
      let pixels = (0..<width * height).map { _ in index % 5 == 0 ? 255 : UInt8(random.uniform() * 255) }
      return Image(width: width, height: height, pixels: pixels)
    }
  }

  private func read(_ change: (inout RecognitionOptions) -> Void = { _ in }) throws -> Recognizer {
    var options = RecognitionOptions()
    options.effort = .high
    change(&options)
    return try recognizer.with(options)
  }

  @Test func onlyDoubtfulCropsAreLookedAtAgain() throws {
    let first = recognizer.recognize(pictures)
    let second = try read().recognize(pictures)
    for (first, second) in zip(first, second) where first.confidence > 0.7 { #expect(first == second) }
    #expect(first.contains { $0.confidence > 0.7 })
    #expect(first.map(\.text) != second.map(\.text))
  }

  @Test func theSameBitsAloneAndTogetherOnAnyNumberOfThreads() throws {
    let recognizer = try read { $0.candidates = 2 }
    let together = recognizer.recognize(pictures, threads: 2)
    #expect(recognizer.recognize(pictures, threads: 1) == together)
    #expect(pictures.map { recognizer.recognize($0) } == together)
    #expect(Array(recognizer.recognize(Array(pictures.reversed()), threads: 2).reversed()) == together)
  }

  @Test func whatIsKnownOfTheTextsHoldsInEveryLook() throws {
    let results = try read { $0.pattern = "[ab]{2}" }.recognize(pictures)
    for result in results where result.confidence > 0 {
      #expect(result.text.wholeMatch(of: /[ab]{2}/) != nil)
    }
    #expect(results.contains { $0.confidence > 0 && $0.confidence <= 0.7 })
  }

  @Test func aLineOfTheLargestWidthIsLookedAtAgain() throws {
    var random = RandomSource(seed: 13)
    let line = Image(
      width: 30_000, height: 20, pixels: (0..<600_000).map { _ in UInt8(random.uniform() * 255) })
    let result = try read().recognize(line)
    #expect(result.remarks.count == 1)
    #expect(result.characters.allSatisfy { $0.box.x + $0.box.width <= 30_000.5 })
  }

  @Test func theTextWithTheHighestSumIsAgreedOn() {
    func reading(_ texts: (String, Float)...) -> RecognizedText {
      RecognizedText(
        candidates: texts.map { text, confidence in
          .init(
            string: text, confidence: confidence,
            characters: text.map {
              .init(character: $0, confidence: confidence, box: .init(x: 0, y: 0, width: 1, height: 1))
            })
        }, imageWidth: 3, imageHeight: 1)
    }
    let agreed = SecondLook.agreed(
      [reading(("ab", 0.5), ("a", 0.1)), reading(("abc", 0.3), ("a", 0.25)), reading(("abc", 0.4))], limit: 2)
    #expect(agreed.candidates.map(\.string) == ["abc", "ab"])
    #expect(abs(agreed.confidence - 0.7 / 3) < 1e-6)
    #expect(abs(agreed.candidates[1].confidence - 0.5 / 3) < 1e-6)
    // Of the reading that was surest of it.
    #expect(agreed.characters.map(\.confidence) == [0.4, 0.4, 0.4])
  }
}
