import Foundation
import Legible
import LegibleImages
import LegibleLanguage
import LegibleModels
import LegibleTensors
import Testing

@Suite struct ConfidenceRuleTests {
  private let pictures: [Image]

  init() {
    var random = RandomSource(seed: 21)
    pictures = (0..<40).map { _ in
      let (width, height) = (Int(random.uniform(in: 20...120)), Int(random.uniform(in: 10...60)))
      return Image(
        width: width, height: height, pixels: (0..<width * height).map { _ in UInt8(random.uniform() * 255) })
    }
  }

  private func recognizers(_ options: RecognitionOptions = .init()) throws -> (Recognizer, Recognizer) {
    let calibration = ConfidenceCalibration(
      slope: 0.5, offset: 1, comparison: .exact, crops: 1000, data: "")
    return (
      try nonsenseRecognizer(scale: 30).with(options),
      try nonsenseRecognizer(scale: 30, confidence: calibration).with(options)
    )
  }

  /// In Double, by the definition.
  private func expected(_ evidence: ConfidenceEvidence) -> Float {
    func logOdds(_ probability: Float) -> Double {
      let bounded = min(max(Double(probability), 1e-6), 1 - 1e-6)
      return log(bounded / (1 - bounded))
    }
    let mean: Double = (logOdds(evidence.probability) + logOdds(evidence.posterior)) / 2
    let confidence: Double = 1 / (1 + exp(-(0.5 * mean + 1)))
    return Float(confidence)
  }

  @Test(arguments: RecognitionOptions.Effort.allCases)
  func calibrationChangesConfidencesOfTextsAndNothingElse(effort: RecognitionOptions.Effort) throws {
    for pattern in [nil, "[abc]{1,3}"] {
      var options = RecognitionOptions()
      options.candidates = 3
      options.effort = effort
      options.pattern = pattern
      let (plain, calibrated) = try recognizers(options)
      for (before, after) in zip(plain.recognize(pictures), calibrated.recognize(pictures)) {
        #expect(before.candidates.map(\.string) == after.candidates.map(\.string))
        #expect(before.candidates.map(\.characters) == after.candidates.map(\.characters))
        #expect(before.candidates.map(\.confidence) == before.candidates.map(\.evidence.probability))
        for candidate in after.candidates {
          let difference = abs(candidate.confidence - expected(candidate.evidence))
          #expect(difference < 1e-5)
        }
      }
    }
  }

  /// Without anything known both are the probability; with a pattern the best of its texts has more among them than by
  /// the picture alone.
  @Test func whatIsKnownOfTheTextsHasItsSay() throws {
    for result in try recognizers().1.recognize(pictures) {
      #expect(result.candidates[0].evidence.posterior == result.candidates[0].evidence.probability)
    }
    var options = RecognitionOptions()
    options.pattern = "[abc]{2}"
    var raised = 0
    for result in try recognizers(options).1.recognize(pictures) where !result.text.isEmpty {
      let evidence = result.candidates[0].evidence
      #expect(evidence.posterior >= evidence.probability * 0.999)
      if evidence.posterior > evidence.probability * 1.1 { raised += 1 }
    }
    #expect(raised > 10)
  }

  @Test func textsBelowTheMinimumAreLeftUnread() throws {
    let (plain, _) = try recognizers()
    let all = plain.recognize(pictures)
    // One of the confidences themselves: a text of exactly the minimum is read.
    let minimum = all.map(\.confidence).sorted()[pictures.count / 2]
    var options = RecognitionOptions()
    options.minimumConfidence = minimum
    options.candidates = 2
    var unread = 0
    for (result, full) in zip(try plain.with(options).recognize(pictures), all) {
      guard result.candidates[0].confidence < minimum else {
        #expect(result.remarks == full.remarks)
        #expect(result.candidates.count == 2)
        continue
      }
      unread += 1
      #expect(result.text == "" && result.characters.isEmpty && result.candidates.count == 1)
      #expect(result.remarks == full.remarks + [.unread(confidence: result.confidence, minimum: minimum)])
      #expect(result.confidence > 0)
    }
    #expect(unread > 10 && unread < 30)
    #expect(
      RecognitionRemark.unread(confidence: 0.43217, minimum: 0.9).description
        == "left unread, because its confidence of 0.4322 is below 0.9; look at the picture")
  }

  @Test(arguments: [-0.1, 1.5, Float.nan])
  func aMinimumIsAConfidence(minimum: Float) throws {
    var options = RecognitionOptions()
    options.minimumConfidence = minimum
    let recognizer = try nonsenseRecognizer(scale: 1)
    let error = #expect(throws: RecognitionOptionsError.self) { try recognizer.with(options) }
    #expect(error?.description == "the minimum confidence is \(minimum); it is a number from 0 to 1")
  }

  @Test func whatIsRightFollowsFromTheVocabularyUnlessTheModelSaysIt() throws {
    let (plain, calibrated) = try recognizers()
    // It has an é.
    #expect(plain.equality == .exact)
    #expect(calibrated.equality == .exact)
    #expect(TextEquality(suiting: .printableASCII) == .caseInsensitiveAlphanumeric)
    let (prices, cyrillic) = (try Alphabet(["1", "€"]), try Alphabet(["a", "ж"]))
    #expect(TextEquality(suiting: prices) == .caseInsensitiveAlphanumeric)
    #expect(TextEquality(suiting: cyrillic) == .exact)
    #expect(TextEquality(suiting: .classes(try ClassNames(["gas", "water"]))) == .exact)
  }
}
