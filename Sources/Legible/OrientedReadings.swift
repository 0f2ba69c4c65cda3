import LegibleImages

/// The readings of a crop whose text may lie in several ways.
struct OrientedReadings {
  /// A crop is not turned for a reading that is less certain: where no reading is, turning it would be a guess.
  private static let leastConfidence: Float = 0.2

  /// The probability of each orientation.
  private let probabilities: [TextOrientation: Float]
  private var readings: [RecognizedText] = []

  init(_ probabilities: [TextOrientation: Float]) { self.probabilities = probabilities }

  mutating func add(_ reading: RecognizedText) { readings.append(reading) }

  /// The reading for which the probability of its orientation times that of its text is largest, of equals the first; nil
  /// until all are there.
  var result: RecognizedText? {
    guard readings.count == probabilities.count else { return nil }
    return readings.dropFirst().reduce(readings[0]) { score($1) > score($0) ? $1 : $0 }
  }

  private func score(_ reading: RecognizedText) -> Float {
    let isGuess = reading.orientation != .upright && reading.confidence < Self.leastConfidence
    return isGuess ? 0 : probabilities[reading.orientation]! * reading.confidence
  }
}
