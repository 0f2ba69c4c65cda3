import LegibleSystem

/// What a reading says of a text: what its confidence is made of.
package struct ConfidenceEvidence: Sendable, Equatable {
  /// P(text | picture) over all alignments, 0...1, whatever is known beside the picture; the mean over all readings of
  /// the crop.
  package var probability: Float
  /// The text's probability among those that came into question, 0...1, where what is known has its say; the mean
  /// over all readings. The same as `probability` where nothing is known.
  package var posterior: Float

  package init(probability: Float, posterior: Float) {
    (self.probability, self.posterior) = (probability, posterior)
  }

  /// The mean of both log-odds, `ln(p / (1 - p))`, within 14 of 0.
  ///
  /// Either alone says too little where something is known. A word that a list of words has put right is improbable
  /// by its picture and all the same right. A word that the list lacks is read as the nearest one of it, without a
  /// rival: there the picture has to speak. Documentation/Confidence.md has the figures.
  package var logOdds: Float { (Self.logOdds(probability) + Self.logOdds(posterior)) / 2 }

  /// Nearer to 0 and 1 than that, probabilities are those of rounding.
  private static let least: Float = 1e-6

  private static func logOdds(_ probability: Float) -> Float {
    let bounded = min(max(probability, least), 1 - least)
    return log(bounded / (1 - bounded))
  }
}
