import LegibleLanguage
import LegibleSystem

/// A text that was read of a labelled crop.
package struct ConfidenceSample: Hashable, Sendable {
  /// What the reading says of it before any calibration; finite.
  package let logOdds: Float
  package let isRight: Bool

  package init(logOdds: Float, isRight: Bool) { (self.logOdds, self.isRight) = (logOdds, isRight) }
}

/// Why confidences cannot be calibrated on some crops.
package enum ConfidenceFitError: Error, Hashable, CustomStringConvertible {
  case tooFew(right: Int, wrong: Int)
  /// Right texts have no higher log-odds than wrong ones.
  case noRelation

  package var description: String {
    switch self {
    case .tooFew(let right, let wrong):
      "\(right) texts read rightly and \(wrong) wrongly are too few to calibrate confidences on; "
        + "\(ConfidenceCalibration.fewestTexts) are needed, \(ConfidenceCalibration.fewestOfEachKind) of each kind among them"
    case .noRelation:
      "right and wrong texts cannot be told apart by their probability, so there is nothing to calibrate; train the model "
        + "further"
    }
  }
}

extension ConfidenceCalibration {
  /// What two numbers need at least: texts, and among them right ones and wrong ones. With 200 texts chance alone
  /// moves confidences by about 0.03.
  package static let fewestTexts = 200
  package static let fewestOfEachKind = 20

  /// Finds the slope and the offset that make what happened most probable: logistic regression in one variable by
  /// Newton's method, with targets a little inside of 0 and 1 that keep a perfect separation finite (Platt 1999,
  /// section 2.2; Lin, Lin and Weng 2007, "A note on Platt's probabilistic outputs").
  ///
  /// - Parameters:
  ///   - comparison: what the samples' texts were found right or wrong by.
  ///   - data: what the crops were, for people.
  /// - Throws: `ConfidenceFitError`.
  package init(
    fitting samples: [ConfidenceSample], comparison: TextEquality, data: String
  ) throws(ConfidenceFitError) {
    let right = samples.count(where: \.isRight)
    let wrong = samples.count - right
    guard samples.count >= Self.fewestTexts, min(right, wrong) >= Self.fewestOfEachKind else {
      throw .tooFew(right: right, wrong: wrong)
    }
    let (slope, offset) = Self.mostProbableLine(
      samples, targetOfRight: (Double(right) + 1) / (Double(right) + 2),
      targetOfWrong: 1 / (Double(wrong) + 2))
    guard Self.slopes.contains(slope), Self.offsets.contains(offset) else { throw .noRelation }
    self.init(
      slope: slope, offset: offset, comparison: comparison, crops: samples.count, data: data)
  }

  private static func mostProbableLine(
    _ samples: [ConfidenceSample], targetOfRight: Double, targetOfWrong: Double
  ) -> (slope: Float, offset: Float) {
    /// Of a line: the cross-entropy, its gradient and its second derivatives by slope and offset.
    struct Sums {
      var loss = 0.0
      var bySlope = 0.0, byOffset = 0.0
      var bySlopeTwice = 0.0, bySlopeAndOffset = 0.0, byOffsetTwice = 0.0
    }
    func sums(slope: Double, offset: Double) -> Sums {
      var sums = Sums()
      for sample in samples {
        let x = Double(sample.logOdds)
        let z = slope * x + offset
        let target = sample.isRight ? targetOfRight : targetOfWrong
        // ln(1 + e^z), without overflow.
        let softplus = max(z, 0) + log1p(exp(-abs(z)))
        let probability = exp(z - softplus)
        let (error, spread) = (probability - target, probability * (1 - probability))
        sums.loss += softplus - target * z
        sums.bySlope += error * x
        sums.byOffset += error
        sums.bySlopeTwice += spread * x * x
        sums.bySlopeAndOffset += spread * x
        sums.byOffsetTwice += spread
      }
      return sums
    }
    var (slope, offset) = (1.0, 0.0)
    var now = sums(slope: slope, offset: offset)
    // A handful of steps are enough for all that was seen.
    for _ in 0..<100 {
      // A touch more on the diagonal, for samples that all have the same log-odds.
      let (a, b, c) = (now.bySlopeTwice + 1e-9, now.bySlopeAndOffset, now.byOffsetTwice + 1e-9)
      let determinant = a * c - b * b
      var change = (
        slope: (b * now.byOffset - c * now.bySlope) / determinant,
        offset: (b * now.bySlope - a * now.byOffset) / determinant
      )
      // Far from the minimum Newton's step may lead too far: then it is halved.
      var next = sums(slope: slope + change.slope, offset: offset + change.offset)
      for _ in 0..<30 where !(next.loss <= now.loss) {
        change = (change.slope / 2, change.offset / 2)
        next = sums(slope: slope + change.slope, offset: offset + change.offset)
      }
      guard next.loss < now.loss else { break }
      (slope, offset) = (slope + change.slope, offset + change.offset)
      let gain = now.loss - next.loss
      now = next
      if gain < 1e-12 * now.loss { break }
    }
    return (Float(slope), Float(offset))
  }
}
