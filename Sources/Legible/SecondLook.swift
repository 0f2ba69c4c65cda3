import LegibleImages
import LegibleModels

/// Another look at a crop that was read with doubt: narrower or wider, without what neighbouring lines leave at its top
/// and bottom, or turned a little. What several looks agree on is more often right than what the first one says.
package struct SecondLook: Sendable {
  /// The picture's width over its own.
  var stretch: Float = 1
  /// The share of the picture's height that is left out above and below.
  var trim: Float = 0
  /// Degrees, counter-clockwise.
  var turn: Float = 0

  /// Those that are taken.
  static let all = [
    SecondLook(stretch: 0.8), SecondLook(stretch: 1.25), SecondLook(trim: 0.1), SecondLook(turn: 5),
    SecondLook(turn: -5),
  ]
  /// A crop is doubtful up to this probability of its text, before any calibration. Above it hardly a text changes.
  static let doubt: Float = 0.7
  /// Larger pictures are not kept for another look, because many crops wait for it at once.
  static let pixelLimit = 1 << 22

  /// What of a picture is shown to the network, and how wide.
  func view(of image: Image, _ scaling: CropScaling) -> (image: Image, area: PixelArea, width: Int) {
    let image = turn == 0 ? image : image.turned(degrees: turn)
    var area = scaling.inputCrop(of: image).area
    let trimmed = Int(Float(image.height) * trim)
    let (top, bottom) = (
      max(area.y, trimmed), min(area.y + area.height, image.height - trimmed)
    )
    // Unless nothing would be left.
    if top < bottom { (area.y, area.height) = (top, bottom - top) }
    let width = max(1, Int((Float(area.width) * stretch).rounded()))
    return (image, area, scaling.width(imageWidth: width, imageHeight: area.height))
  }

  /// What several readings of one crop say together: the scores of a text in all of them are added up, and the one with
  /// the highest sum is the best. Its probabilities are the means over all readings, those that say otherwise among
  /// them; its characters are those of the reading that was surest of it.
  ///
  /// - Parameters:
  ///   - readings: the first one's damage and remarks are kept.
  ///   - limit: texts that are given, at most.
  package static func agreed(_ readings: [RecognizedText], limit: Int) -> RecognizedText {
    var texts: [(best: RecognizedText.Candidate, evidence: ConfidenceEvidence, score: Float)] = []
    for candidate in readings.flatMap(\.candidates) {
      if let index = texts.firstIndex(where: { $0.best.string == candidate.string }) {
        texts[index].evidence.probability += candidate.evidence.probability
        texts[index].evidence.posterior += candidate.evidence.posterior
        texts[index].score += candidate.score
        if candidate.confidence > texts[index].best.confidence { texts[index].best = candidate }
      } else {
        texts.append((candidate, candidate.evidence, candidate.score))
      }
    }
    // Of equals the one that came first.
    let order = texts.indices.sorted { (texts[$1].score, $0) < (texts[$0].score, $1) }
    var result = readings[0]
    result.candidates = order.prefix(limit).map { index in
      var candidate = texts[index].best
      let (sums, count) = (texts[index].evidence, Float(readings.count))
      candidate.evidence = ConfidenceEvidence(
        probability: sums.probability / count, posterior: sums.posterior / count)
      candidate.confidence = candidate.evidence.probability
      return candidate
    }
    return result
  }
}
