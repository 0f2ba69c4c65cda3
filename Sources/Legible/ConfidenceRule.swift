import LegibleModels

/// From what readings say of texts to their confidences, and to what is left unread: the last step of every reading.
struct ConfidenceRule: Sendable {
  /// The model's; nil leaves confidences at what the network says.
  let calibration: ConfidenceCalibration?
  /// Texts below it are not given: `RecognitionOptions.minimumConfidence`.
  let minimum: Float

  func judged(_ text: RecognizedText) -> RecognizedText {
    var text = text
    if let calibration {
      for index in text.candidates.indices {
        text.candidates[index].confidence = calibration.confidence(
          logOdds: text.candidates[index].evidence.logOdds)
      }
    }
    // A confidence that is no number is none, either.
    if minimum > 0, !(text.confidence >= minimum) {
      text.remarks.append(.unread(confidence: text.confidence, minimum: minimum))
      var unread = RecognizedText.Candidate(string: "", confidence: text.confidence, characters: [])
      unread.evidence = text.candidates[0].evidence
      text.candidates = [unread]
    }
    return text
  }
}
