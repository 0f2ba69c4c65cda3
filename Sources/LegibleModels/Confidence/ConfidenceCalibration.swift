import LegibleLanguage
import LegibleSystem

/// Turns the log-odds of a text into the probability that it is right (Platt scaling: Platt 1999, "Probabilistic outputs for
/// support vector machines"; with an offset of 0 it is the temperature scaling of Guo et al. 2017):
///
///     confidence = 1 / (1 + exp(-(slope * log-odds + offset)))
///
/// Both numbers are found on labelled crops that the model was not trained on. The slope is positive: the order of
/// texts stays as it is.
package struct ConfidenceCalibration: Hashable, Sendable, Codable {
  package let slope: Float
  package let offset: Float
  /// When a text counted as right.
  package let comparison: TextEquality
  /// Crops that the two numbers were found on.
  package let crops: Int
  /// What these crops were, for people.
  package let data: String

  /// What slope and offset may be: with them every confidence is a number of 0...1, and the network has its say.
  static let slopes: ClosedRange<Float> = 0.01...100
  static let offsets: ClosedRange<Float> = -100...100

  package init(slope: Float, offset: Float, comparison: TextEquality, crops: Int, data: String) {
    self.slope = slope
    self.offset = offset
    self.comparison = comparison
    self.crops = crops
    self.data = data
  }

  /// False for numbers that no fit gives, which a file may hold.
  var isSound: Bool { Self.slopes.contains(slope) && Self.offsets.contains(offset) && crops > 0 }

  /// The probability that a text is right, 0...1.
  /// - Parameter logOdds: `ln(p / (1 - p))` of the probability that the reading gives it.
  package func confidence(logOdds: Float) -> Float { 1 / (1 + exp(-(slope * logOdds + offset))) }
}
